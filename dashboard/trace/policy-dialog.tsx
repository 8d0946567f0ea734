import { type FormEvent, useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Select, TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { issueAt, Problem } from '../design/problem.tsx'
import type { MappingPolicy } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import styles from './policy-dialog.module.css'
import { TraceSetPolicyDocument } from './trace.graphql.ts'
import type { Trace } from './verdict.ts'

const POLICIES = ['SYNC', 'HOLD', 'ZERO'] as const satisfies MappingPolicy[]
const FIELDS = ['policy', 'reserve', 'until']

interface PolicyProps {
  mapping: Trace['mapping']
  name: string
  onChanged: () => void
}

/** What is to be done with one mapping from now on: keep in step, leave alone, show 0; and what is held back. */
export function PolicyButton(props: PolicyProps) {
  const { t } = useTranslation('trace')
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button onPress={() => setIsOpen(true)}>{t('policy.button')}</Button>
      <Dialog
        title={t('policy.title', { name: props.name })}
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
      >
        <PolicyForm {...props} onClose={() => setIsOpen(false)} />
      </Dialog>
    </>
  )
}

function PolicyForm({ mapping, name, onChanged, onClose }: PolicyProps & { onClose: () => void }) {
  const { t } = useTranslation('trace')
  const [policy, setPolicy] = useState(mapping.policy)
  const [reserve, setReserve] = useState(String(mapping.reserve))
  const [until, setUntil] = useState(mapping.policyUntil ? localOf(mapping.policyUntil) : '')
  const { ask, isAsking, problem } = useAnswer()

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const done = await ask(TraceSetPolicyDocument, {
      ids: [mapping.id],
      policy,
      reserve: reserve === '' ? 0 : Number(reserve),
      until: policy === 'SYNC' || until === '' ? null : new Date(until).toISOString(),
    })
    if (!done) return
    notify({ text: t('policy.saved', { name, policy: t(`policy.${policy}`) }), tone: 'good' })
    onChanged()
    onClose()
  }
  return (
    <Form validationBehavior="aria" className={styles.form} onSubmit={(event) => void save(event)}>
      <Select
        label={t('policy.label')}
        help={t(`policy.help.${policy}`)}
        error={issueAt(problem, 'policy')}
        choices={POLICIES.map((id) => ({ id, label: t(`policy.${id}`) }))}
        value={policy}
        onChange={(id) => setPolicy(id as MappingPolicy)}
      />
      {policy !== 'SYNC' && (
        <TextField
          type="datetime-local"
          label={t('policy.untilLabel')}
          help={t('policy.untilHelp')}
          error={issueAt(problem, 'until')}
          value={until}
          onChange={setUntil}
        />
      )}
      <TextField
        type="number"
        label={t('policy.reserve')}
        help={t('policy.reserveHelp')}
        error={issueAt(problem, 'reserve')}
        value={reserve}
        onChange={setReserve}
      />
      {problem && <Problem problem={problem} fields={FIELDS} />}
      <DialogActions>
        <Button onPress={onClose}>{t('sync.cancel')}</Button>
        <Button look="primary" type="submit" isPending={isAsking}>
          {t('policy.save')}
        </Button>
      </DialogActions>
    </Form>
  )
}

/** A moment as a field of the reader's own zone takes it. */
function localOf(iso: string): string {
  const moment = new Date(iso)
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

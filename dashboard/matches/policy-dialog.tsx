import { useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { issueAt, Problem } from '../design/problem.tsx'
import type { MappingPolicy } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { MAPPINGS } from './mapping-list.ts'
import { MappingSetPolicyDocument } from './mappings.graphql.ts'
import styles from './mapping-dialogs.module.css'

export interface PolicyDialogProps {
  ids: readonly string[]
  policy: MappingPolicy
  /** Only products have stock to hold back. */
  hasReserve: boolean
  onClose: () => void
  onDone: () => void
}

const FIELDS = ['until', 'reserve']

/** Holds mappings, has them show 0, or keeps them in step again; until when, and with how many pieces held back. */
export function PolicyDialog({ ids, policy, hasReserve, onClose, onDone }: PolicyDialogProps) {
  const { t } = useTranslation('mappings')
  const { t: tCommon } = useTranslation()
  const [until, setUntil] = useState('')
  const [reserve, setReserve] = useState('')
  const { ask, isAsking, problem } = useAnswer()

  const send = async () => {
    const wanted = {
      ids,
      policy,
      until: until === '' ? null : new Date(until).toISOString(),
      reserve: reserve === '' ? null : Number(reserve),
    }
    const done = await ask(MappingSetPolicyDocument, wanted, MAPPINGS)
    if (!done) return
    notify({ text: t(`policyDone.${policy}`, { count: done.count }), tone: 'good' })
    onDone()
  }

  return (
    <Dialog title={t(`policyTitle.${policy}`, { count: ids.length })} isOpen onClose={onClose}>
      <Form
        className={styles.form}
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        <p>{t(`policyText.${policy}`)}</p>
        {policy !== 'SYNC' && (
          <TextField
            label={t('untilField.label')}
            help={t('untilField.help')}
            type="datetime-local"
            value={until}
            onChange={setUntil}
            error={issueAt(problem, 'until')}
          />
        )}
        {hasReserve && (
          <TextField
            label={t('reserveField.label')}
            help={t('reserveField.help')}
            type="number"
            value={reserve}
            onChange={setReserve}
            error={issueAt(problem, 'reserve')}
          />
        )}
        {problem && <Problem problem={problem} fields={FIELDS} />}
        <DialogActions>
          <Button onPress={onClose}>{tCommon('cancel')}</Button>
          <Button look="primary" type="submit" isPending={isAsking}>
            {t(`policyDo.${policy}`)}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

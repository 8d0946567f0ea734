import { useState } from 'react'
import { Form } from 'react-aria-components/Form'
import { useTranslation } from 'react-i18next'
import { useMutation } from 'urql'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import type { MappingPolicy } from '../graphql/types.ts'
import { OF_MAPPINGS } from './mapping-list.ts'
import { MappingSetPolicyDocument } from './mappings.graphql.ts'
import { brokenOff, ProblemText, type Problem } from './problem-text.tsx'
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
  const [problem, setProblem] = useState<Problem>()
  const [{ fetching }, setPolicy] = useMutation(MappingSetPolicyDocument)
  const errorOf = (path: string) => problem?.issues?.find((issue) => issue.path === path)?.message

  const send = async () => {
    const { data, error } = await setPolicy(
      {
        ids: [...ids],
        policy,
        until: until === '' ? null : new Date(until).toISOString(),
        reserve: reserve === '' ? null : Number(reserve),
      },
      OF_MAPPINGS,
    )
    const result = data?.result
    if (result?.__typename !== 'SetMappingPolicySuccess')
      return setProblem(result ?? brokenOff(error?.message ?? ''))
    notify({ text: t(`policyDone.${policy}`, { count: result.count }), tone: 'good' })
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
            error={errorOf('until')}
          />
        )}
        {hasReserve && (
          <TextField
            label={t('reserveField.label')}
            help={t('reserveField.help')}
            type="number"
            value={reserve}
            onChange={setReserve}
            error={errorOf('reserve')}
          />
        )}
        {problem && <ProblemText problem={problem} fields={FIELDS} />}
        <DialogActions>
          <Button onPress={onClose}>{tCommon('cancel')}</Button>
          <Button look="primary" type="submit" isPending={fetching}>
            {t(`policyDo.${policy}`)}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  )
}

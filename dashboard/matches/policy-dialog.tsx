import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DialogForm } from '../design/dialog-form.tsx'
import { Dialog } from '../design/dialog.tsx'
import { Select, TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { issueAt } from '../design/problem.tsx'
import { isoMoment, localMoment } from '../formats/local-moment.ts'
import type { MappingPolicy } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { MAPPINGS, POLICIES } from './mapping-list.ts'
import { MappingSetPolicyDocument } from './mappings.graphql.ts'

export interface PolicyDialogProps {
  title: string
  ids: readonly string[]
  /** What they are to have; of one that is shown as it stands, any other can be chosen too. */
  policy: MappingPolicy
  /** How the only one of them stands now. */
  standing?: { policyUntil: string | null; reserve: number }
  /** Only products have stock to hold back. */
  hasReserve: boolean
  onClose: () => void
  onDone: () => void
}

/** Holds mappings, has them show 0, or keeps them in step again; until when, and with how many pieces held back. */
export function PolicyDialog({
  title,
  ids,
  standing,
  hasReserve,
  onClose,
  onDone,
  ...props
}: PolicyDialogProps) {
  const { t } = useTranslation('mappings')
  const [policy, setPolicy] = useState(props.policy)
  const [until, setUntil] = useState(localMoment(standing?.policyUntil ?? null))
  const [reserve, setReserve] = useState(standing ? String(standing.reserve) : '')
  const { ask, isAsking, problem } = useAnswer()
  const hasUntil = policy !== 'SYNC'
  const fields = [standing && 'policy', hasUntil && 'until', hasReserve && 'reserve'].filter(
    (one) => typeof one === 'string',
  )

  const send = async () => {
    const wanted = {
      ids,
      policy,
      until: hasUntil ? isoMoment(until) : null,
      // Of several, each keeps its own unless a number is said.
      reserve: reserve === '' && !standing ? null : Number(reserve),
    }
    const done = await ask(MappingSetPolicyDocument, wanted, MAPPINGS)
    if (!done) return
    notify({ text: t(`policyDone.${policy}`, { count: done.count }), tone: 'good' })
    onDone()
  }

  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <DialogForm
        action={t(standing ? 'policySave' : `policyDo.${policy}`)}
        isSending={isAsking}
        onSend={send}
        onClose={onClose}
        problem={problem}
        fields={fields}
      >
        {standing ? (
          <Select
            label={t('filter.policy')}
            help={t(`policyText.${policy}`)}
            choices={POLICIES.map((id) => ({ id, label: t(`policyDo.${id}`) }))}
            value={policy}
            onChange={(id) => setPolicy(id as MappingPolicy)}
            error={issueAt(problem, 'policy')}
          />
        ) : (
          <p>{t(`policyText.${policy}`)}</p>
        )}
        {hasUntil && (
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
            help={t(standing ? 'reserveField.helpOfOne' : 'reserveField.help')}
            type="number"
            value={reserve}
            onChange={setReserve}
            error={issueAt(problem, 'reserve')}
          />
        )}
      </DialogForm>
    </Dialog>
  )
}

import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Checkbox, TextField } from '../design/field.tsx'
import { issueAt, Problem } from '../design/problem.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobsDeleteMutation, JobStatus } from '../graphql/types.ts'
import { reasonOf } from '../graphql/reason.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { JobsDeletableDocument, JobsDeleteDocument } from './clear-up.graphql.ts'
import styles from './dialogs.module.css'

const SETTLED = ['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED'] as const
const CONTEXT = { requestPolicy: 'network-only' } as const
/** What the answers rest on that show jobs. */
const CHANGED = ['BackgroundJob', 'JobConnection']

type Deleted = Extract<JobsDeleteMutation['answer'], { __typename: 'DeleteJobsSuccess' }>

/** Deletes old jobs: asks which, says how many, and afterwards what was kept and why. */
export default function ClearUpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['jobs', 'common'])
  const [deleted, setDeleted] = useState<Deleted>()
  return (
    <Dialog title={t('clearUp.title')} isOpen onClose={onClose}>
      {deleted ? (
        <Outcome deleted={deleted} onClose={onClose} />
      ) : (
        <Question onClose={onClose} onDeleted={setDeleted} />
      )}
    </Dialog>
  )
}

function Question({ onClose, onDeleted }: { onClose: () => void; onDeleted: (deleted: Deleted) => void }) {
  const { t } = useTranslation(['jobs', 'common'])
  const { t: tCommon } = useTranslation()
  const formats = useFormats()
  const [day, setDay] = useState(thirtyDaysAgo)
  const [statuses, setStatuses] = useState<readonly JobStatus[]>(SETTLED)
  const before = beginningOf(day)
  const variables = useMemo(() => ({ before: before ?? '', statuses }), [before, statuses])
  const pause = before === undefined || statuses.length === 0
  const [{ data, error, fetching }] = useQuery({
    query: JobsDeletableDocument,
    variables,
    pause,
    context: CONTEXT,
  })
  const { ask, isAsking, problem } = useAnswer()
  const count = pause || error || fetching ? null : (data?.deletableJobCount ?? null)

  const confirm = async () => {
    const done = await ask(JobsDeleteDocument, variables, CHANGED)
    if (done) onDeleted(done)
  }
  return (
    <div className={styles.form}>
      <p className={styles.soft}>{t('clearUp.lead')}</p>
      <TextField
        type="date"
        label={t('clearUp.before')}
        help={t('clearUp.beforeHelp')}
        error={before === undefined ? t('clearUp.noDay') : issueAt(problem, 'before')}
        value={day}
        onChange={setDay}
      />
      <fieldset className={styles.statuses}>
        <legend>{t('clearUp.statuses')}</legend>
        {SETTLED.map((status) => (
          <Checkbox
            key={status}
            isSelected={statuses.includes(status)}
            onChange={(isChosen) =>
              setStatuses(SETTLED.filter((one) => (one === status ? isChosen : statuses.includes(one))))
            }
          >
            {t(`common:status.${status}`)}
          </Checkbox>
        ))}
      </fieldset>
      <p className={styles.count} role="status">
        {statuses.length === 0 && t('clearUp.noStatus')}
        {count !== null && t('clearUp.count', { count, number: formats.number(count) })}
      </p>
      {error && (
        <p className={styles.bad} role="alert">
          {reasonOf(error, tCommon)}
        </p>
      )}
      {problem && <Problem problem={problem} fields={['before']} />}
      <DialogActions>
        <Button onPress={onClose}>{t('clearUp.keep')}</Button>
        <Button look="danger" isDisabled={!count || isAsking} onPress={() => void confirm()}>
          {isAsking
            ? t('clearUp.deleting')
            : t('clearUp.delete', { count: count ?? 0, number: formats.number(count ?? 0) })}
        </Button>
      </DialogActions>
    </div>
  )
}

function Outcome({
  deleted: { deletedCount, keptCount, kept },
  onClose,
}: {
  deleted: Deleted
  onClose: () => void
}) {
  const { t } = useTranslation(['jobs', 'common'])
  const formats = useFormats()
  return (
    <div className={styles.form}>
      <p className={styles.count} role="status">
        {t('clearUp.deleted', { count: deletedCount, number: formats.number(deletedCount) })}
      </p>
      {keptCount > 0 && (
        <>
          <p>{t('clearUp.kept', { count: keptCount, number: formats.number(keptCount) })}</p>
          <dl className={styles.kept}>
            {kept.map(({ reason, count }) => (
              <div key={reason} className={styles.reason}>
                <dt>{formats.number(count)}</dt>
                <dd>{t(`clearUp.reason.${reason}`)}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <DialogActions>
        <Button look="primary" autoFocus onPress={onClose}>
          {t('common:close')}
        </Button>
      </DialogActions>
    </div>
  )
}

function thirtyDaysAgo(): string {
  const day = new Date()
  day.setDate(day.getDate() - 30)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-')
}

/** Of a day where the reader is, as the API takes it. */
function beginningOf(day: string): string | undefined {
  const moment = new Date(`${day}T00:00`)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()
}

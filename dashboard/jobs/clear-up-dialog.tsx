import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { Checkbox, TextField } from '../design/field.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobsDeleteMutation, JobStatus } from '../graphql/types.ts'
import { JobsDeletableDocument, JobsDeleteDocument } from './clear-up.graphql.ts'
import styles from './dialogs.module.css'

const SETTLED = ['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED'] as const
const CONTEXT = { requestPolicy: 'network-only' } as const
/** What the answers rest on that show jobs. */
const CHANGED = { additionalTypenames: ['BackgroundJob', 'JobConnection'] }

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
  const [{ data: answered, error: failure, fetching: isDeleting }, remove] = useMutation(JobsDeleteDocument)
  const count = pause || error || fetching ? null : (data?.deletableJobCount ?? null)
  const refused = answered?.answer.__typename === 'InvalidInput' ? answered.answer : undefined
  const atDay = refused?.issues.find(({ path }) => path === 'before')?.message
  const said = error ?? failure

  const confirm = async () => {
    const result = await remove(variables, CHANGED)
    if (result.data?.answer.__typename === 'DeleteJobsSuccess') onDeleted(result.data.answer)
  }
  return (
    <div className={styles.form}>
      <p className={styles.soft}>{t('clearUp.lead')}</p>
      <TextField
        type="date"
        label={t('clearUp.before')}
        help={t('clearUp.beforeHelp')}
        error={before === undefined ? t('clearUp.noDay') : atDay}
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
      {said && (
        <p className={styles.bad} role="alert">
          {said.graphQLErrors[0]?.message ?? t('common:failed.network')}
        </p>
      )}
      {refused && !atDay && (
        <p className={styles.bad} role="alert">
          {refused.message}
        </p>
      )}
      <DialogActions>
        <Button onPress={onClose}>{t('clearUp.keep')}</Button>
        <Button look="danger" isDisabled={!count || isDeleting} onPress={() => void confirm()}>
          {isDeleting
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

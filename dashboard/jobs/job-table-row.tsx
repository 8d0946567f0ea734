import { Hourglass } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ProgressBar } from '../design/progress-bar.tsx'
import { StatusBadge } from '../design/status-badge.tsx'
import table from '../design/table.module.css'
import { isMoving, toneOf } from '../design/tone.ts'
import { useFormats } from '../formats/formats.ts'
import type { JobRowFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { JobActions } from './job-actions.tsx'
import { JobDuration, JobWait } from './job-moments.tsx'
import { useJobName } from './job-name.ts'
import styles from './jobs-table.module.css'
import { useLiveJob } from './live-jobs.ts'
import type { JobAction } from './use-job-control.ts'

const BY_SCHEDULE = /^schedule "(.*)"$/

/** One job of the list. It renders when this job changes, and not when another does. */
export const JobTableRow = memo(function JobTableRow({
  job: listed,
  onAction,
}: {
  job: JobRowFragment
  onAction: (action: JobAction, id: string) => void
}) {
  const job = useLiveJob(listed)
  const { t } = useTranslation('jobs')
  const formats = useFormats()
  const name = useJobName()(job)
  const { id, status, speed, eta, failed, startedAt, createdAt, requestedBy } = job
  const schedule = BY_SCHEDULE.exec(requestedBy ?? '')?.[1]
  return (
    <tr data-job={id}>
      <td className={styles.name}>
        <div className={styles.title}>
          <Link id={`job-${id}`} href={`/jobs/${id}`} className={styles.link}>
            {name}
          </Link>
          {job.dryRun && <span className={styles.dryRun}>{t('dryRun')}</span>}
        </div>
        <JobNote job={job} />
      </td>
      <td className={styles.status}>
        <StatusBadge status={status} />
      </td>
      <td className={styles.progress}>
        <JobProgressCell job={job} name={name} />
      </td>
      <td className={styles.result} data-label={t('column.result')}>
        <div>{t('succeeded', { count: job.successful, number: formats.number(job.successful) })}</div>
        <div className={failed > 0 ? styles.failed : styles.soft}>
          {t('failed', { count: failed, number: formats.number(failed) })}
        </div>
      </td>
      <td className={table.number} data-label={t('column.speed')}>
        {speed !== null && <div>{t('speed', { speed: formats.speed(speed) })}</div>}
        {eta && !isSettled(job) && (
          <div className={styles.soft}>{t('running.left', { range: formats.range(eta) })}</div>
        )}
      </td>
      <td className={table.number} data-label={t('column.duration')}>
        <JobDuration job={job} />
      </td>
      <td className={styles.started} data-label={t(startedAt ? 'column.started' : 'column.asked')}>
        <time dateTime={startedAt ?? createdAt}>{formats.moment(startedAt ?? createdAt)}</time>
        {requestedBy !== null && (
          <div className={styles.soft}>
            {schedule === undefined ? t('by', { name: requestedBy }) : t('bySchedule', { name: schedule })}
          </div>
        )}
      </td>
      <td className={styles.actionsCell}>
        <JobActions id={id} name={name} status={status} onAction={onAction} />
      </td>
    </tr>
  )
})

/** Below the name: its number, and why it waits, what went wrong, or what it does. */
function JobNote({ job }: { job: JobRowFragment }) {
  const { id, waitingOn, error, phase } = job
  const settled = isSettled(job)
  return (
    <div className={styles.note}>
      #{id}
      {waitingOn && !settled ? (
        <span className={styles.wait}>
          <Hourglass aria-hidden="true" />
          <JobWait wait={waitingOn} />
        </span>
      ) : error ? (
        <span className={styles.error} title={error.message}>
          {error.message}
        </span>
      ) : (
        !settled && phase && <span>{phase}</span>
      )}
    </div>
  )
}

function JobProgressCell({ job, name }: { job: JobRowFragment; name: string }) {
  const { t } = useTranslation('jobs')
  const formats = useFormats()
  const { status, progress, processed, total } = job
  const isOver = isSettled(job)
  const counts =
    total === null
      ? t('processed', { count: processed, number: formats.number(processed) })
      : t('processedOf', { processed: formats.number(processed), total: formats.number(total) })
  return (
    <>
      {!(isOver && progress === null) && (
        <ProgressBar
          label={t('progressOf', { name, id: job.id })}
          progress={progress}
          tone={toneOf(status)}
          moves={isMoving(status)}
        />
      )}
      <div className={styles.counts}>
        <span>{counts}</span>
        {progress !== null && <span className={styles.percent}>{formats.percent(progress)}</span>}
      </div>
    </>
  )
}

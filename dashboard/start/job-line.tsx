import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ProgressBar } from '../design/progress-bar.tsx'
import { StatusBadge } from '../design/status-badge.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobType, StartJobFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import styles from './job-line.module.css'

/** A job in one line: what it is, how it stands, and while it goes on how far it has come. */
export function JobLine({ type, job }: { type: JobType; job: StartJobFragment | null }) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const name = t(`common:type.${type}`)
  const counted =
    job &&
    (job.total === null
      ? formats.number(job.processed)
      : t('countedOf', { processed: formats.number(job.processed), total: formats.number(job.total) }))
  return (
    <div className={styles.line}>
      {job ? (
        <Link href={`/jobs/${job.id}`} className={styles.name}>
          {name}
        </Link>
      ) : (
        <span className={styles.name}>{name}</span>
      )}
      {job && job.processed > 0 && <span className={styles.count}>{counted}</span>}
      {job && <StatusBadge status={job.status} />}
      {job && !isSettled(job) && (
        <div className={styles.bar}>
          <ProgressBar label={name} progress={job.progress} moves={job.status === 'RUNNING'} />
        </div>
      )}
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { ProgressBar } from '../design/progress-bar.tsx'
import { StatusBadge } from '../design/status-badge.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobRowFragment, JobType, StartJobFragment } from '../graphql/types.ts'
import { useLiveState } from '../jobs/live-jobs.ts'
import { isSettled } from '../live/live-job.ts'
import { useNow } from '../shell/now.ts'
import styles from './start-list.module.css'

/** One job type: what it does, how it last went or goes now, and where it is started. last: null before its first run. */
export function StartRow({ type, last }: { type: JobType; last: StartJobFragment | null | undefined }) {
  const { t } = useTranslation(['start', 'common'])
  const live = [...useLiveState().jobs.values()].filter((job) => job.type === type && !isSettled(job))
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <h3>{t(`common:type.${type}`)}</h3>
        <p className={styles.does}>{t(`does.${type}`)}</p>
      </div>
      <div className={styles.how}>
        {live.length > 0 ? (
          live.map((job) => <Running key={job.id} job={job} />)
        ) : last ? (
          <LastRun job={last} />
        ) : (
          last === null && <span className={styles.soft}>{t('never')}</span>
        )}
      </div>
      <Link
        href={`/start/${type}`}
        className={buttonClass()}
        aria-label={t('startType', { type: t(`common:type.${type}`) })}
      >
        {t('start')}
      </Link>
    </li>
  )
}

function Running({ job }: { job: JobRowFragment }) {
  const { t } = useTranslation(['start', 'common'])
  const name = t(`common:type.${job.type}`)
  return (
    <div className={styles.running}>
      <StatusBadge status={job.status} />
      {job.dryRun && <span className={styles.soft}>{t('dryRun')}</span>}
      <Link href={`/jobs/${job.id}`} aria-label={t('watchType', { type: name })}>
        {t('common:watchIt')}
      </Link>
      <ProgressBar label={name} progress={job.progress} moves={job.status === 'RUNNING'} />
    </div>
  )
}

function LastRun({ job }: { job: StartJobFragment }) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const now = useNow()
  const at = job.completedAt ?? job.createdAt
  return (
    <Link href={`/jobs/${job.id}`} className={styles.last} title={formats.moment(at)}>
      <StatusBadge status={job.status} />
      <span>{formats.ago(at, now)}</span>
      <span className="visually-hidden">{t('lastRunOf', { type: t(`common:type.${job.type}`) })}</span>
    </Link>
  )
}

import { useTranslation } from 'react-i18next'
import type { JobStatus } from '../graphql/types.ts'
import styles from './status-badge.module.css'

const TONES: Record<JobStatus, string> = {
  QUEUED: 'still',
  RUNNING: 'running',
  PAUSING: 'attention',
  PAUSED: 'attention',
  CANCELLING: 'attention',
  COMPLETED: 'good',
  COMPLETED_WITH_ERRORS: 'attention',
  FAILED: 'bad',
  CANCELLED: 'still',
}

/** Moves while something of the job goes on. */
export function StatusBadge({ status, size = 'normal' }: { status: JobStatus; size?: 'normal' | 'large' }) {
  const { t } = useTranslation()
  const moves = status === 'RUNNING' || status === 'PAUSING' || status === 'CANCELLING'
  return (
    <span className={[styles.badge, styles[TONES[status]], styles[size]].join(' ')} data-status={status}>
      <span className={moves ? styles.moving : styles.dot} aria-hidden="true" />
      {t(`status.${status}`)}
    </span>
  )
}

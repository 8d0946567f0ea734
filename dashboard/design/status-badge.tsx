import { useTranslation } from 'react-i18next'
import type { JobStatus } from '../graphql/types.ts'
import styles from './status-badge.module.css'
import tones from './tone.module.css'
import { isMoving, toneOf } from './tone.ts'

/** Moves while something of the job goes on. */
export function StatusBadge({ status, size = 'normal' }: { status: JobStatus; size?: 'normal' | 'large' }) {
  const { t } = useTranslation()
  return (
    <span className={[styles.badge, tones[toneOf(status)], styles[size]].join(' ')} data-status={status}>
      <span className={isMoving(status) ? styles.moving : styles.dot} aria-hidden="true" />
      {t(`status.${status}`)}
    </span>
  )
}

import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { showProgressInTitle } from '../design/page.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobRowFragment } from '../graphql/types.ts'
import { useLiveState } from '../jobs/live-jobs.ts'
import { showProgressInIcon } from './progress-icon.ts'
import styles from './running-now.module.css'

const ACTIVE = new Set(['RUNNING', 'PAUSING', 'CANCELLING'])

/** What runs now, wherever one is: in the bar, in the window's title and in its icon. */
export function RunningNow() {
  const { t } = useTranslation()
  const formats = useFormats()
  const running = [...useLiveState().jobs.values()].filter(({ status }) => ACTIVE.has(status))
  const progress = progressOf(running)
  const percent = progress === null ? null : formats.percent(progress)

  useEffect(() => {
    showProgressInTitle(running.length === 0 ? '' : (percent ?? t('running.short')))
    showProgressInIcon(running.length === 0 ? null : { progress })
  }, [running.length, percent, progress, t])

  if (running.length === 0) return null
  const only = running.length === 1 ? running[0] : undefined
  return (
    <Link href={only ? `/jobs/${only.id}` : '/jobs'} className={styles.running}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.name}>
        {only ? only.label : t('running.several', { count: running.length })}
      </span>
      {percent && <span className={styles.percent}>{percent}</span>}
    </Link>
  )
}

/** Of several together, weighed by their items; null when none of them knows its total. */
function progressOf(jobs: readonly JobRowFragment[]): number | null {
  const known = jobs.filter(({ total }) => total !== null && total > 0)
  const total = known.reduce((sum, job) => sum + (job.total ?? 0), 0)
  return total === 0 ? null : known.reduce((sum, { processed }) => sum + processed, 0) / total
}

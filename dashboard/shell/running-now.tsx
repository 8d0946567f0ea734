import { useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { showProgressInTitle } from '../design/page.tsx'
import { useFormats } from '../formats/formats.ts'
import { useJobName } from '../jobs/job-name.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { LiveClient } from '../live/use-job-progress.ts'
import { showProgressInIcon } from './progress-icon.ts'
import { RunningJobs } from './running-jobs.ts'
import styles from './running-now.module.css'

/** What runs now, wherever one is: in the bar, in the window's title and in its icon. */
export function RunningNow() {
  const { t } = useTranslation()
  const formats = useFormats()
  const nameOf = useJobName()
  const { count, only, progress, endedUnseen } = useRunning()
  const percent = progress === null ? null : formats.percent(progress)

  useEffect(() => {
    const ended = endedUnseen && t(`status.${endedUnseen}`)
    showProgressInTitle(count === 0 ? (ended ?? '') : (percent ?? t('running.short')))
    showProgressInIcon(count === 0 ? null : { progress })
  }, [count, percent, progress, endedUnseen, t])

  if (count === 0) return null
  const name = only ? nameOf(only) : t('running.several', { count })
  return (
    <Link
      href={only ? `/jobs/${only.id}` : '/jobs'}
      className={styles.running}
      // Where there is no room, not all of it is shown.
      aria-label={percent ? `${name} ${percent}` : name}
    >
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.name}>{name}</span>{' '}
      {percent && <span className={styles.percent}>{percent}</span>}
    </Link>
  )
}

function useRunning() {
  const live = useLiveJobs()
  const client = useContext(LiveClient)!
  const running = useMemo(() => new RunningJobs(live, client), [live, client])
  return useSyncExternalStore(running.subscribe, () => running.current)
}

import { useEffect, useEffectEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Link } from 'wouter'
import { ProgressBar } from '../design/progress-bar.tsx'
import { Failed } from '../design/states.tsx'
import type { TraceJobFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { useJobProgress } from '../live/use-job-progress.ts'
import { Changes } from './changes.tsx'
import { changesOf } from './levels.ts'
import { TraceJobSelection, TraceSyncedDocument } from './sync-one.graphql.ts'
import styles from './synced-job.module.css'

interface SyncedJobProps {
  jobId: string
  /** A dry run: what it lists would be written. */
  isPlan: boolean
  /** Whether there is anything to apply, once a dry run has settled. */
  onPlanned: (isApplicable: boolean) => void
  onWritten: () => void
}

/** One job about one mapping, live, and then what it came to. */
export function SyncedJob({ jobId, isPlan, onPlanned, onWritten }: SyncedJobProps) {
  const { t } = useTranslation('trace')
  const { job } = useJobProgress<TraceJobFragment>(jobId, { selection: TraceJobSelection })
  const settled = job !== null && isSettled(job)
  const [{ data, error }, ask] = useQuery({
    query: TraceSyncedDocument,
    variables: { id: jobId },
    pause: !settled,
  })
  const isDone = settled && data !== undefined
  const changed = job?.updated ?? 0
  const outcome = useRef<HTMLDivElement>(null)
  const settle = useEffectEvent(() => {
    if (isPlan) return onPlanned(changed > 0)
    // The button that was pressed is gone.
    outcome.current?.focus()
    onWritten()
  })
  useEffect(() => {
    if (isDone) settle()
  }, [isDone])

  if (error && !data) return <Failed error={error} onRetry={() => ask()} />
  if (!isDone)
    return (
      <div className={styles.waiting} role="status">
        <p>{isPlan ? t('sync.looking') : t('sync.writing')}</p>
        <ProgressBar label={t('sync.progress')} progress={job?.progress ?? null} />
      </div>
    )
  const { warnings = [], errorGroups = [], items } = data.job ?? {}
  const nameOf = (id: string) => data.shopifyLocations.find((one) => one.id === id)?.name ?? id
  const changes = (items?.nodes ?? []).filter(({ outcome: how }) => how === 'UPDATED').flatMap(changesOf)
  const sentence = job.error
    ? 'failed'
    : changed > 0
      ? isPlan
        ? 'wouldWrite'
        : 'written'
      : job.unchanged > 0
        ? 'inStep'
        : 'nothing'
  return (
    <div ref={outcome} tabIndex={-1} role="status" className={styles.outcome}>
      <p className={styles.sentence}>{t(`sync.${sentence}`)}</p>
      {job.error && <p>{[job.error.message, job.error.hint].filter(Boolean).join(' ')}</p>}
      <Changes changes={changes} nameOf={nameOf} />
      {[...errorGroups, ...warnings].map(({ message, hint }) => (
        <p key={message}>{hint ?? message}</p>
      ))}
      <p>
        <Link href={`/jobs/${jobId}`}>{t('sync.whole', { id: jobId })}</Link>
      </p>
    </div>
  )
}

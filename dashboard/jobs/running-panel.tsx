import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { ProgressBar } from '../design/progress-bar.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobRowFragment } from '../graphql/types.ts'
import { JobWait } from './job-moments.tsx'
import { useJobName } from './job-name.ts'
import { useLiveJob, useLiveSelection, type LiveState } from './live-jobs.ts'
import { isRunning, progressOfAll } from './running.ts'
import styles from './running-panel.module.css'

/** How many of them stand here one by one; the list below has all. */
const SHOWN = 3

interface Overall {
  isKnown: boolean
  running: number
  queued: number
  paused: number
  /** In steps of half a percent. */
  progress: number | null
}

const overallOf = ({ jobs, connection }: LiveState): Overall => {
  const all = [...jobs.values()]
  const running = all.filter(isRunning)
  const progress = progressOfAll(running)
  return {
    isKnown: connection !== 'connecting' || jobs.size > 0,
    running: running.length,
    queued: all.filter(({ status }) => status === 'QUEUED').length,
    paused: all.filter(({ status }) => status === 'PAUSED').length,
    progress: progress === null ? null : Math.floor(progress * 200) / 200,
  }
}
const isSameOverall = (a: Overall, b: Overall) =>
  (['isKnown', 'running', 'queued', 'paused', 'progress'] as const).every((name) => a[name] === b[name])

const firstOf = ({ jobs }: LiveState): JobRowFragment[] =>
  [...jobs.values()].filter(isRunning).slice(0, SHOWN)
const areSame = (a: readonly JobRowFragment[], b: readonly JobRowFragment[]) =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]!.id)

/** What runs now: all together, and one by one. It is as high when nothing runs, so that the list below stays in place. */
export function RunningPanel() {
  const { t } = useTranslation(['jobs', 'common'])
  const formats = useFormats()
  const { isKnown, running, queued, paused, progress } = useLiveSelection(overallOf, isSameOverall)
  const first = useLiveSelection(firstOf, areSame)
  const resting = [
    ...(queued > 0 ? [t('running.queued', { count: queued })] : []),
    ...(paused > 0 ? [t('running.paused', { count: paused })] : []),
  ]
  const more = running - first.length
  return (
    <section className={styles.panel} aria-labelledby="running-title">
      <div className={styles.all}>
        <h2 id="running-title" className={styles.heading}>
          {t('running.title')}
        </h2>
        <p className={running > 0 ? styles.figure : styles.nothing}>
          {!isKnown
            ? ''
            : running === 0
              ? t('running.nothing')
              : progress === null
                ? t('common:running.several', { count: running })
                : formats.percent(progress)}
        </p>
        {running > 0 && <ProgressBar label={t('running.all')} progress={progress} />}
        <p className={styles.resting}>
          {[
            ...(running > 0 && progress !== null ? [t('common:running.several', { count: running })] : []),
            ...resting,
          ].join(', ')}
        </p>
      </div>
      {first.length > 0 && (
        <ul className={styles.jobs}>
          {first.map((job) => (
            <RunningJob key={job.id} job={job} />
          ))}
        </ul>
      )}
      {more > 0 && (
        <Link href="/jobs?status=RUNNING&status=PAUSING&status=CANCELLING" className={styles.more}>
          {t('running.more', { count: more })}
        </Link>
      )}
    </section>
  )
}

function RunningJob({ job: first }: { job: JobRowFragment }) {
  const job = useLiveJob(first)
  const { t } = useTranslation(['jobs', 'common'])
  const formats = useFormats()
  const name = useJobName()(job)
  const { id, progress, eta, waitingOn, phase } = job
  return (
    <li className={styles.job}>
      <div className={styles.line}>
        <Link href={`/jobs/${id}`} className={styles.name}>
          {name}
        </Link>
        {progress !== null && <span className={styles.percent}>{formats.percent(progress)}</span>}
      </div>
      <ProgressBar label={t('progressOf', { name, id })} progress={progress} />
      <p className={styles.note}>
        {waitingOn ? (
          <JobWait wait={waitingOn} />
        ) : eta ? (
          t('running.left', { range: formats.range(eta) })
        ) : (
          (phase ?? ' ')
        )}
      </p>
    </li>
  )
}

import { ChevronRight, CircleCheck, CircleDashed, ClockAlert, OctagonX, Play } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { ProgressBar } from '../design/progress-bar.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobRowFragment, JobType } from '../graphql/types.ts'
import { useJobName } from '../jobs/job-name.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { isSettled } from '../live/live-job.ts'
import { Ago } from './ago.tsx'
import styles from './chain.module.css'
import type { Health } from './reasons.ts'

/** One step: when it last went well, what it wrote, and what it does at this moment. Undefined while that is asked. */
export function Step({ type, step }: { type: JobType; step: Health['chain'][number] | undefined }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const active = useActive(type)
  const name = t(`type.${type}`, { ns: 'common' })
  const tone = step?.overdueSince || step?.lastRun?.status === 'FAILED' ? styles.late : ''
  return (
    <li className={[styles.step, tone].join(' ')} data-type={type}>
      <p className={styles.name}>{name}</p>
      <div className={styles.state}>{step ? <State step={step} /> : <span className={styles.waiting} />}</div>
      <div className={styles.foot}>
        {active ? (
          <Active job={active} />
        ) : (
          <>
            <span className={styles.written}>
              {step?.lastGoodRun && t('chain.written', { shown: formats.number(step.written) })}
            </span>
            <Link
              href={`/start/${type}`}
              className={buttonClass('quiet', 'small')}
              aria-label={t('chain.runOf', { step: name })}
            >
              <Play aria-hidden="true" />
              {t('chain.run')}
            </Link>
          </>
        )}
      </div>
      <ChevronRight aria-hidden="true" className={styles.next} />
    </li>
  )
}

function State({ step: { lastGoodRun, lastRun, overdueSince } }: { step: Health['chain'][number] }) {
  const { t } = useTranslation('overview')
  return (
    <>
      {lastGoodRun?.completedAt ? (
        <Link href={`/jobs/${lastGoodRun.id}`} className={styles.good}>
          <CircleCheck aria-hidden="true" />
          <Ago at={lastGoodRun.completedAt} />
        </Link>
      ) : (
        <span className={styles.never}>
          <CircleDashed aria-hidden="true" />
          {t('chain.never')}
        </span>
      )}
      {overdueSince && (
        <span className={styles.bad}>
          <ClockAlert aria-hidden="true" />
          {t('chain.overdue')} (<Ago at={overdueSince} />)
        </span>
      )}
      {lastRun?.status === 'FAILED' && (
        <Link href={`/jobs/${lastRun.id}`} className={styles.bad}>
          <OctagonX aria-hidden="true" />
          {t('chain.failed')}
        </Link>
      )}
    </>
  )
}

function Active({ job }: { job: JobRowFragment }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const name = useJobName()(job)
  const status = t(`status.${job.status}`, { ns: 'common' })
  return (
    <Link href={`/jobs/${job.id}`} className={styles.active}>
      <span className={styles.activeText}>
        {status}
        {job.dryRun && ` (${t('chain.dryRun')})`}
        <span className={styles.percent}>
          {job.progress === null ? formats.number(job.processed) : formats.percent(job.progress)}
        </span>
      </span>
      <ProgressBar label={name} progress={job.progress} moves={job.status === 'RUNNING'} />
    </Link>
  )
}

/** The job of a type that goes on; of several, the one that is no dry run. */
function useActive(type: JobType): JobRowFragment | undefined {
  const jobs = useLiveJobs()
  return useSyncExternalStore(jobs.subscribe, () => {
    let found: JobRowFragment | undefined
    for (const job of jobs.current.jobs.values())
      if (job.type === type && !isSettled(job) && (!found || found.dryRun)) found = job
    return found
  })
}

import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Page } from '../design/page.tsx'
import { Empty, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobHeadFragment } from '../graphql/types.ts'
import { useJobName } from '../jobs/job-name.ts'
import { isSettled } from '../live/live-job.ts'
import { useAddress } from '../shell/address.ts'
import { Controls } from './controls.tsx'
import { CountsPanel } from './counts-panel.tsx'
import { ErrorGroups } from './error-groups.tsx'
import { FactsPanel } from './facts-panel.tsx'
import { canUndo, isPlan } from './job-kinds.ts'
import styles from './job-page.module.css'
import { Ledger } from './ledger.tsx'
import { LineagePanel, useLineage } from './lineage.tsx'
import { LogPanel } from './log-panel.tsx'
import { PlanPanel } from './plan-panel.tsx'
import { ProgressPanel } from './progress-panel.tsx'
import { SpeedPanel } from './speed-panel.tsx'
import { Troubles } from './trouble.tsx'
import { Undo } from './undo.tsx'
import { useBeat, useWatchedJob } from './use-watched-job.ts'

/** One job: how far it is and why, what it did, what went wrong, and what can be done about it. Live while it moves. */
export default function JobPage({ id }: { id: string }) {
  const { t } = useTranslation('job')
  const { job, error, watchAgain } = useWatchedJob(id)
  if (job) {
    const refusal = error && error.code !== 'NOT_FOUND' ? error.message : null
    return (
      <KnownJob job={job} isDeleted={error?.code === 'NOT_FOUND'} refusal={refusal} onResumed={watchAgain} />
    )
  }
  if (!error) {
    return (
      <Page title={t('title', { id })}>
        <Loading />
      </Page>
    )
  }
  const isUnknown = error.code === 'NOT_FOUND'
  return (
    <Page title={t(isUnknown ? 'missing.title' : 'title', { id })}>
      <Empty
        title={isUnknown ? t('title', { id }) : t('refused', { reason: error.message })}
        action={
          <Link href="/jobs" className={buttonClass('primary')}>
            {t('missing.all')}
          </Link>
        }
      >
        {isUnknown && t('missing.text')}
      </Empty>
    </Page>
  )
}

function KnownJob({
  job,
  isDeleted,
  refusal,
  onResumed,
}: {
  job: JobHeadFragment
  isDeleted: boolean
  refusal: string | null
  onResumed: () => void
}) {
  const { t } = useTranslation(['job', 'common'])
  const address = useAddress()
  const { id, type, dryRun } = job
  const name = useJobName()(job)
  const beat = useBeat(job.seq)
  const { lineage, isGone } = useLineage(id, beat)
  const isOver = isSettled(job)
  const gone = isDeleted || isGone
  const show = useCallback(
    ({ code, outcome }: { code: string; outcome: string }) => {
      address.set({ code, outcome, search: '', after: undefined, before: undefined })
      document.querySelector<HTMLElement>('#items')?.focus()
    },
    [address],
  )
  return (
    <Page
      title={name}
      lead={<Lead job={job} />}
      actions={
        !gone && (
          <>
            <Controls job={job} onResumed={onResumed} />
            {isOver && canUndo(job) && <Undo id={id} />}
          </>
        )
      }
    >
      {(gone || refusal !== null) && (
        <p role="alert" className={styles.gone}>
          {gone ? t('deleted') : t('refused', { reason: refusal })}
        </p>
      )}
      <Troubles job={job} />
      {!gone && isPlan(job) && <PlanPanel job={job} appliedBy={lineage?.appliedBy?.id ?? null} />}
      <div className={styles.head}>
        <ProgressPanel job={job} />
        <SpeedPanel id={id} />
      </div>
      <div className={styles.columns}>
        <CountsPanel job={job} />
        <div className={styles.column}>
          {lineage && <LineagePanel lineage={lineage} />}
          <FactsPanel input={job.input} metadata={job.metadata} />
        </div>
      </div>
      {!gone && (
        <>
          <ErrorGroups id={id} type={type} dryRun={dryRun} beat={beat} isOver={isOver} onShow={show} />
          <LogPanel id={id} beat={beat} />
          <Ledger id={id} type={type} dryRun={dryRun} beat={beat} isOver={isOver} />
        </>
      )}
    </Page>
  )
}

function Lead({ job: { id, requestedBy, createdAt, dryRun, attempt } }: { job: JobHeadFragment }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const moment = formats.moment(createdAt)
  return (
    <span className={styles.lead}>
      {requestedBy === null ? t('lead', { id, moment }) : t('leadBy', { id, moment, name: requestedBy })}
      {dryRun && <span className={styles.dry}>{t('dryRun')}</span>}
      {attempt > 1 && <span>{t('attempt', { count: attempt })}</span>}
    </span>
  )
}

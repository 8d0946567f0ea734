import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Callout } from '../design/callout.tsx'
import { Panel } from '../design/page.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobType } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { writesOf } from './everything-steps.ts'
import { Findings } from './findings.tsx'
import { JobLine } from './job-line.tsx'
import styles from './start-form.module.css'
import { useWatchedJobs } from './watched-jobs.ts'
import { WhyNotGood } from './why-not-good.tsx'

export interface PlanPanelProps {
  /** Of the dry run. */
  id: string
  type: JobType
  /** Whether exactly what it shows can be applied; else the same is run in earnest. */
  canApply: boolean
  isSending: boolean
  onApply: () => void
  onAgain: () => void
}

/** A dry run while it goes on, and what can be done with it when it has ended. */
export function PlanPanel({ id, type, canApply, isSending, onApply, onAgain }: PlanPanelProps) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const known = useWatchedJobs([id]).get(id)
  const job = known?.job?.type === type && known.job.dryRun ? known.job : null
  const isGone = known !== undefined && !job && (known.job !== null || known.error !== null || known.ended)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [id])
  const hasEnded = job?.status === 'COMPLETED' || job?.status === 'COMPLETED_WITH_ERRORS'
  const count = job ? writesOf(job) : 0
  return (
    <Panel title={t('plan.title')}>
      <div ref={place} tabIndex={-1} className={styles.plan} style={{ outline: 'none' }}>
        {isGone ? (
          <Callout role="alert" tone="attention" title={t('plan.gone')} />
        ) : (
          <JobLine type={type} job={job} />
        )}
        {job && (job.warnings.length > 0 || (isSettled(job) && !hasEnded)) && <WhyNotGood job={job} />}
        {job && hasEnded && <Findings job={job} level={3} />}
        {hasEnded && count === 0 && <Callout role="status" tone="good" title={t('plan.nothing')} />}
        {hasEnded && count > 0 && (
          <div className={styles.applying}>
            <Button look="primary" isDisabled={isSending} onPress={onApply}>
              {canApply
                ? t('plan.apply', { count, written: formats.number(count) })
                : t('plan.runNow', { count, written: formats.number(count) })}
            </Button>
            <Button isDisabled={isSending} onPress={onAgain}>
              {t('dryRunAgain')}
            </Button>
            <span className={styles.note}>{t(canApply ? 'plan.applyHelp' : 'plan.runNowHelp')}</span>
          </div>
        )}
      </div>
    </Panel>
  )
}

import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../design/page.tsx'
import { ProgressBar } from '../design/progress-bar.tsx'
import { StatusBadge } from '../design/status-badge.tsx'
import { isMoving, toneOf } from '../design/tone.ts'
import { useFormats } from '../formats/formats.ts'
import type { JobHeadFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { useNow } from '../shell/now.ts'
import { Figures } from './figures.tsx'
import { Phases } from './phases.tsx'
import { phaseWords } from './phase-words.ts'
import styles from './progress-panel.module.css'

/** How far a job has come, to be read from across the room. */
export function ProgressPanel({ job }: { job: JobHeadFragment }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const { progress, status, total, processed, phase } = job
  const settled = isSettled(job)
  // Nothing that ended is on its way any more, so a bar without a length would claim too much.
  const shown = progress ?? (settled ? (status.startsWith('COMPLETED') ? 1 : 0) : null)
  return (
    <Panel>
      <div className={styles.panel}>
        <div className={styles.top}>
          <p className={styles.percent}>
            {progress === null ? formats.number(processed) : formats.percent(progress)}
          </p>
          <div className={styles.beside}>
            <StatusBadge status={status} size="large" />
            <p className={styles.of}>
              {total === null
                ? t(settled ? 'progress.items' : 'progress.unknown')
                : t('progress.of', { processed: formats.number(processed), total: formats.number(total) })}
            </p>
          </div>
        </div>
        <ProgressBar
          label={t('progress.label')}
          progress={shown}
          tone={toneOf(status)}
          moves={isMoving(status)}
          size="thick"
        />
        {(!settled || phase !== null) && (
          <p className={styles.phase}>
            {phase !== null &&
              t(settled ? 'progress.lastPhase' : 'progress.phase', { phase: phaseWords(phase, t) })}
          </p>
        )}
        {job.waitingOn && !settled && <Waiting wait={job.waitingOn} />}
        <Figures job={job} />
        <Phases job={job} />
      </div>
    </Panel>
  )
}

/** Why nothing moves, counting down where the end is known. */
function Waiting({ wait }: { wait: NonNullable<JobHeadFragment['waitingOn']> }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const now = useNow()
  const left = wait.until === null ? null : new Date(wait.until).getTime() - now
  return (
    <p className={styles.waiting}>
      <Hourglass aria-hidden="true" />
      <span>
        {t(`waiting.${wait.reason}`)}
        {wait.detail !== null && `: ${wait.detail}`}
        {left !== null && left > 0 && `, ${t('waiting.for', { time: formats.duration(left) })}`}
      </span>
    </p>
  )
}

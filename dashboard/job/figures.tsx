import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../formats/formats.ts'
import type { JobHeadFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { useNow } from '../shell/now.ts'
import styles from './progress-panel.module.css'

/** Speed, time left and elapsed: the numbers beside the progress. */
export function Figures({ job }: { job: JobHeadFragment }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const settled = isSettled(job)
  const speed = job.speed === null ? '–' : t('progress.perSecond', { speed: formats.speed(job.speed) })
  const left = job.eta ? formats.range(job.eta) : t('progress.leftUnknown')
  const asked = new Date(job.createdAt).toDateString()
  // The day stands above, where the job was asked for.
  const near = (iso: string) =>
    new Date(iso).toDateString() === asked ? formats.time(iso) : formats.moment(iso)
  const figures: [string, string][] = settled
    ? [
        [t('progress.duration'), job.durationMs === null ? '–' : formats.duration(job.durationMs)],
        [t('progress.speedOver'), speed],
        [t('progress.started'), job.startedAt ? near(job.startedAt) : t('progress.notYet')],
        [t('progress.ended'), job.completedAt ? near(job.completedAt) : '–'],
      ]
    : [
        [t('progress.left'), left],
        [t('progress.speed'), speed],
        [t('progress.started'), job.startedAt ? near(job.startedAt) : t('progress.notYet')],
      ]
  return (
    <dl className={styles.figures}>
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {!settled && job.durationMs !== null && (
        <div>
          <dt>{t('progress.elapsed')}</dt>
          <dd>
            <Elapsed durationMs={job.durationMs} seq={job.seq} />
          </dd>
        </div>
      )}
    </dl>
  )
}

/** Goes on from what the server said, whose clock need not be this one's. */
function Elapsed({ durationMs, seq }: { durationMs: number; seq: number }) {
  const formats = useFormats()
  const now = useNow()
  const [heard, setHeard] = useState(() => ({ durationMs, at: Date.now() }))
  const heardSeq = useRef(seq)
  useEffect(() => {
    if (heardSeq.current === seq) return
    heardSeq.current = seq
    setHeard({ durationMs, at: Date.now() })
  }, [seq, durationMs])
  return formats.duration(heard.durationMs + Math.max(0, now - heard.at))
}

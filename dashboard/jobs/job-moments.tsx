import { useTranslation } from 'react-i18next'
import { useFormats } from '../formats/formats.ts'
import type { JobRowFragment } from '../graphql/types.ts'
import { useNow } from '../shell/now.ts'

/** How long a job has taken; it ticks while the job has not ended. */
export function JobDuration({
  job,
}: {
  job: Pick<JobRowFragment, 'startedAt' | 'completedAt' | 'durationMs'>
}) {
  const formats = useFormats()
  const { startedAt, completedAt, durationMs } = job
  if (startedAt === null) return null
  if (completedAt !== null) return formats.duration(durationMs ?? 0)
  return <Ticking startedAt={startedAt} atLeast={durationMs ?? 0} />
}

function Ticking({ startedAt, atLeast }: { startedAt: string; atLeast: number }) {
  const formats = useFormats()
  const now = useNow()
  return formats.duration(Math.max(atLeast, now - Date.parse(startedAt)))
}

const PLATFORM = /\b(Nhanh|Shopify)\b/

/** Why a job waits, and how many seconds still. */
export function JobWait({ wait }: { wait: NonNullable<JobRowFragment['waitingOn']> }) {
  const { t } = useTranslation('jobs')
  const platform = PLATFORM.exec(wait.detail ?? '')?.[1]
  const text =
    wait.reason === 'RATE_LIMIT' && platform ? t('wait.limitOf', { platform }) : t(`wait.${wait.reason}`)
  return (
    <>
      {text}
      {wait.until !== null && <Countdown until={wait.until} />}
    </>
  )
}

function Countdown({ until }: { until: string }) {
  const formats = useFormats()
  const now = useNow()
  const left = Date.parse(until) - now
  return left < 500 ? null : `, ${formats.duration(left)}`
}

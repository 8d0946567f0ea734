import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../design/notices.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobStatus } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'

interface Told {
  status: JobStatus
  /** The last tenth that was said. */
  tenth: number
}

const TONES: Partial<Record<JobStatus, 'good' | 'bad' | 'attention' | 'still'>> = {
  COMPLETED: 'good',
  COMPLETED_WITH_ERRORS: 'attention',
  FAILED: 'bad',
}

/**
 * Says changes of jobs to a screen reader, every status and every tenth percent once, and shows a notice when a job
 * ends.
 */
export function JobAnnouncer() {
  const { t } = useTranslation()
  const formats = useFormats()
  const jobs = useLiveJobs()
  const told = useRef(new Map<string, Told>())
  const [text, setText] = useState('')

  useEffect(() => {
    const look = () => {
      const said: string[] = []
      for (const job of jobs.current.jobs.values()) {
        const before = told.current.get(job.id)
        const tenth = Math.floor((job.progress ?? 0) * 10)
        if (before && before.status === job.status && before.tenth >= tenth) continue
        told.current.set(job.id, { status: job.status, tenth: Math.max(tenth, before?.tenth ?? 0) })
        if (!before) continue
        const status = t(`status.${job.status}`)
        if (before.status !== job.status) said.push(t('announce.status', { label: job.label, status }))
        else said.push(t('announce.progress', { label: job.label, percent: formats.percent(tenth / 10) }))
        if (before.status !== job.status && isSettled(job)) {
          notify({
            text: t('announce.status', { label: job.label, status }),
            tone: TONES[job.status] ?? 'still',
            link: { href: `/jobs/${job.id}`, label: t('show') },
          })
        }
      }
      if (said.length > 0) setText(said.join(' '))
    }
    look()
    return jobs.subscribe(look)
  }, [jobs, t, formats])

  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  )
}

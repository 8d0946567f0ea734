import type { TFunction } from 'i18next'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../design/notices.tsx'
import { useFormats, type Formats } from '../formats/formats.ts'
import type { JobStatus } from '../graphql/types.ts'
import { useJobName } from '../jobs/job-name.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { isSettled } from '../live/live-job.ts'
import { JobChanges, type JobChange } from './job-changes.ts'

const TONES: Partial<Record<JobStatus, 'good' | 'bad' | 'attention' | 'still'>> = {
  COMPLETED: 'good',
  COMPLETED_WITH_ERRORS: 'attention',
  FAILED: 'bad',
}
const WORST_FIRST = ['FAILED', 'COMPLETED_WITH_ERRORS', 'CANCELLED', 'COMPLETED'] as const

/** What changes within this time is said together. */
const GATHER_MS = 400
/** What is more than this is said as a sum. */
const SEVERAL = 3

/**
 * Says changes of jobs to a screen reader, every status once, and every tenth percent while few jobs run; and shows a
 * notice when a job ends. Many at once become one sentence and one notice.
 */
export function JobAnnouncer() {
  const { t } = useTranslation()
  const formats = useFormats()
  const nameOf = useJobName()
  const jobs = useLiveJobs()
  const [changes] = useState(() => new JobChanges())
  const gathered = useRef<JobChange[]>([])
  const [text, setText] = useState('')

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const say = () => {
      timer = undefined
      const all = newestOfEach(gathered.current.splice(0))
      if (all.length === 0) return
      const sentenceOf = (change: JobChange) => sentence(change, nameOf(change.job), t, formats)
      const statuses = all.filter(({ kind }) => kind === 'status')
      setText(statuses.length > SEVERAL ? summary(statuses, t, formats) : all.map(sentenceOf).join(' '))
      const ended = statuses.filter(({ job }) => isSettled(job))
      if (ended.length > SEVERAL) {
        notify({
          text: summary(ended, t, formats),
          tone: TONES[worstOf(ended)] ?? 'still',
          link: { href: '/jobs', label: t('show') },
        })
        return
      }
      for (const change of ended)
        notify({
          text: sentenceOf(change),
          tone: TONES[change.job.status] ?? 'still',
          link: { href: `/jobs/${change.job.id}`, label: t('show') },
        })
    }
    const look = () => {
      gathered.current.push(...changes.look(jobs.current.jobs))
      if (gathered.current.length > 0) timer ??= setTimeout(say, GATHER_MS)
    }
    look()
    const stop = jobs.subscribe(look)
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [jobs, changes, t, formats, nameOf])

  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  )
}

function sentence({ job, kind, tenth }: JobChange, label: string, t: TFunction, formats: Formats): string {
  return kind === 'status'
    ? t('announce.status', { label, status: t(`status.${job.status}`) })
    : t('announce.progress', { label, percent: formats.percent(tenth / 10) })
}

/** One change of each job: its newest status, else its newest tenth. */
function newestOfEach(changes: readonly JobChange[]): JobChange[] {
  const newest = new Map<string, JobChange>()
  for (const change of changes) {
    const before = newest.get(change.job.id)
    if (before?.kind !== 'status' || change.kind === 'status') newest.set(change.job.id, change)
  }
  return [...newest.values()]
}

/** "12 jobs: 10 Completed, 2 Failed" */
function summary(changes: readonly JobChange[], t: TFunction, formats: Formats): string {
  const counts = new Map<JobStatus, number>()
  for (const { job } of changes) counts.set(job.status, (counts.get(job.status) ?? 0) + 1)
  const parts = [...counts].map(([status, count]) => `${formats.number(count)} ${t(`status.${status}`)}`)
  return t('announce.many', { count: changes.length, statuses: parts.join(', ') })
}

function worstOf(changes: readonly JobChange[]): JobStatus {
  return WORST_FIRST.find((status) => changes.some(({ job }) => job.status === status)) ?? 'COMPLETED'
}

import { memo, useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useQuery } from 'urql'
import { Panel } from '../design/page.tsx'
import { StatusBadge } from '../design/status-badge.tsx'
import { useFormats } from '../formats/formats.ts'
import type { JobLineageQuery } from '../graphql/types.ts'
import { useLiveJobs } from '../jobs/live-jobs.ts'
import { JobLineageDocument } from './job-lineage.graphql.ts'
import styles from './lineage.module.css'

export type Lineage = NonNullable<JobLineageQuery['job']>

/** What a job has to do with others; read again when the job moves, and when any job begins. */
export function useLineage(id: string, beat: number): { lineage: Lineage | null; isGone: boolean } {
  const jobs = useLiveJobs()
  const count = useSyncExternalStore(jobs.subscribe, () => jobs.current.jobs.size)
  const [{ data }, reexecute] = useQuery({ query: JobLineageDocument, variables: { id } })
  useEffect(() => reexecute({ requestPolicy: 'network-only' }), [beat, count, reexecute])
  // Nothing tells that a job is deleted that moves no more: who comes back to the page should see it.
  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && reexecute({ requestPolicy: 'network-only' })
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [reexecute])
  return { lineage: data?.job ?? null, isGone: data !== undefined && data.job === null }
}

const RELATIONS = ['retryOf', 'retries', 'undoOf', 'undos', 'planOf', 'appliedBy'] as const

/** The jobs that this one comes from and those that came of it; nothing stands here while there are none. */
export const LineagePanel = memo(function LineagePanel({ lineage }: { lineage: Lineage }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const related = RELATIONS.map((name) => ({ name, jobs: [lineage[name] ?? []].flat() }))
  const run = lineage.scheduleRun
  if (!run && related.every(({ jobs }) => jobs.length === 0)) return null
  return (
    <Panel title={t('lineage.title')}>
      <dl className={styles.lineage}>
        {related.map(
          ({ name, jobs }) =>
            jobs.length > 0 && (
              <Relation key={name} label={t(`lineage.${name}`)}>
                {jobs.map((job) => (
                  <JobLink key={job.id} job={job} />
                ))}
              </Relation>
            ),
        )}
        {run && (
          <Relation label={t('lineage.scheduleRun')}>
            <p className={styles.run}>
              {t('lineage.due', { moment: formats.moment(run.dueAt), outcome: outcomeOf(run.outcome) })}
              {run.note !== null && `. ${run.note}`}
            </p>
            {run.jobs
              .filter((job) => job.id !== lineage.id)
              .map((job) => (
                <JobLink key={job.id} job={job} />
              ))}
          </Relation>
        )}
      </dl>
    </Panel>
  )

  function outcomeOf(outcome: string): string {
    const words: Record<string, string> = t('runOutcome', { returnObjects: true })
    return words[outcome] ?? outcome
  }
})

function Relation({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function JobLink({ job }: { job: NonNullable<Lineage['undoOf']> }) {
  const { t } = useTranslation(['job', 'common'])
  return (
    <p className={styles.link}>
      <Link href={`/jobs/${job.id}`}>
        {t('lineage.link', { type: t(`common:type.${job.type}`), id: job.id })}
      </Link>
      <StatusBadge status={job.status} />
    </p>
  )
}

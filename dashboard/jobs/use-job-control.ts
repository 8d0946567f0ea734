import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../design/notices.tsx'
import type { JobRowFragment, JobStatus } from '../graphql/types.ts'
import { useAsk } from '../graphql/use-answer.ts'
import { JobsCancelDocument, JobsPauseDocument, JobsResumeDocument } from './job-control.graphql.ts'

export type JobAction = 'pause' | 'resume' | 'cancel'

/** What each of them asks for. */
export const CONTROLS = { pause: JobsPauseDocument, resume: JobsResumeDocument, cancel: JobsCancelDocument }

const ALLOWED: Partial<Record<JobStatus, readonly JobAction[]>> = {
  QUEUED: ['pause', 'cancel'],
  RUNNING: ['pause', 'cancel'],
  PAUSING: ['resume', 'cancel'],
  PAUSED: ['resume', 'cancel'],
  FAILED: ['resume'],
  CANCELLED: ['resume'],
}

const NONE: readonly JobAction[] = []

/** What can be asked of a job in this state. */
export function actionsOf(status: JobStatus): readonly JobAction[] {
  return ALLOWED[status] ?? NONE
}

/** Asks the server; what it refuses is shown in its words. The job's new state comes live, like any other. */
export function useJobControl(): (action: JobAction, job: Pick<JobRowFragment, 'id'>) => Promise<void> {
  const ask = useAsk()
  const { t } = useTranslation('jobs')
  return useCallback(
    async (action, { id }) => {
      const answer = await ask(CONTROLS[action], { id })
      if (answer.__typename === 'JobControlSuccess') return
      const other = 'job' in answer ? answer.job.id : null
      notify({
        tone: 'bad',
        text: t('refused', { id, message: answer.message }),
        ...(other && { link: { href: `/jobs/${other}`, label: t('other', { id: other }) } }),
      })
    },
    [ask, t],
  )
}

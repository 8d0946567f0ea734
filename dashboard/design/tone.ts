import type { JobStatus } from '../graphql/types.ts'

/** How something stands, as a colour; the words beside it say the same. */
export type Tone = 'good' | 'running' | 'attention' | 'bad' | 'still'

const TONES: Record<JobStatus, Tone> = {
  QUEUED: 'still',
  RUNNING: 'running',
  PAUSING: 'attention',
  PAUSED: 'attention',
  CANCELLING: 'attention',
  COMPLETED: 'good',
  COMPLETED_WITH_ERRORS: 'attention',
  FAILED: 'bad',
  CANCELLED: 'still',
}

export function toneOf(status: JobStatus): Tone {
  return TONES[status]
}

/** Whether something of the job goes on. */
export function isMoving(status: JobStatus): boolean {
  return status === 'RUNNING' || status === 'PAUSING' || status === 'CANCELLING'
}

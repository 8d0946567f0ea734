/** The ways in which a job ends, by the names of their counts. */
export const ENDS = [
  { name: 'completed', status: 'COMPLETED', tone: 'good' },
  { name: 'completedWithErrors', status: 'COMPLETED_WITH_ERRORS', tone: 'attention' },
  { name: 'failed', status: 'FAILED', tone: 'bad' },
  { name: 'cancelled', status: 'CANCELLED', tone: 'still' },
] as const

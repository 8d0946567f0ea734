/** Hands out queued jobs to this process's runner. An engine is one file beside this one. */
export interface JobQueue {
  /** Hands each job that is added to `run`, several at a time. Jobs added before are handed out now. */
  start(run: (jobId: number) => Promise<void>): void
  /** Adding the same job twice is harmless: the second claim of it finds nothing. */
  add(jobId: number): void
  /** Hands out no more, and resolves when what runs has ended. */
  stop(): Promise<void>
}

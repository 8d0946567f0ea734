import PQueue from 'p-queue'
import type { JobQueue } from './job-queue.ts'

/** Most jobs wait for a platform most of the time, so more of them than cores can run. */
const JOBS_AT_A_TIME = 8

/** A queue in this process's memory. What is lost with it stands as QUEUED in the database and is added at the start. */
export function createInProcessQueue(): JobQueue {
  const queue = new PQueue({ concurrency: JOBS_AT_A_TIME, autoStart: false })
  let run: (jobId: number) => Promise<void>
  return {
    start(handler) {
      run = handler
      queue.start()
    },
    add(jobId) {
      void queue.add(() => run(jobId))
    },
    async stop() {
      queue.pause()
      queue.clear()
      await queue.onPendingZero()
    },
  }
}

import { setTimeout as delay } from 'node:timers/promises'
import { GraphQLError } from 'graphql'
import { isSettled, type BackgroundJob } from '../entities/background-job.ts'
import { isDatabaseUnavailable } from '../errors.ts'
import type { JobSubscription } from '../events.ts'
import { JOB_TYPES } from '../jobs/types/job-types.ts'
import { badInput, builder } from './builder.ts'
import type { Context } from './context.ts'
import { BackgroundJobRef, jobNumber, JobTypeEnum, noSuchJob } from './job.ts'

const KnownJob = builder.inputType('KnownJob', {
  fields: (t) => ({ id: t.id({ required: true }), seq: t.int({ required: true }) }),
})

const JobProgressRef = builder.objectRef<BackgroundJob>('JobProgress').implement({
  fields: (t) => ({
    seq: t.exposeInt('seq'),
    job: t.field({ type: BackgroundJobRef, resolve: (job) => job }),
  }),
})

const MOST_KNOWN = 1000
const DATABASE_POLL_MS = 500

builder.subscriptionField('jobProgress', (t) =>
  t.field({
    type: JobProgressRef,
    description: [
      'With jobId: the job as it is now (unless its seq is `after`), then every change, then the settled job, and the stream ends.',
      'A job that is settled and whose seq is `after`: the stream ends at once. A job that is deleted: the stream ends.',
      'Without jobId: the active jobs (of these types), and every job of `known` whose seq has grown, settled ones too; then every change. `after` is then an error.',
      'A slow reader gets the newest state of each job, never an old backlog; seq tells how many states it did not see. The same over WebSocket and SSE.',
    ].join('\n'),
    args: {
      jobId: t.arg.id(),
      after: t.arg.int(),
      types: t.arg({ type: [JobTypeEnum] }),
      known: t.arg({ type: [KnownJob] }),
    },
    subscribe: (_root, { jobId, after, types, known }, context) => {
      if (jobId === null || jobId === undefined) {
        if (typeof after === 'number')
          throw badInput('after goes with jobId; use known to go on with several jobs')
        if (known && known.length > MOST_KNOWN)
          throw badInput(`known: at most ${MOST_KNOWN} jobs are allowed`)
        return watchJobs(context, types ?? JOB_TYPES.map(({ type }) => type), known ?? [])
      }
      if (types || known) throw badInput('types and known go without jobId')
      return watchJob(context, jobId, after ?? null)
    },
    resolve: (job) => job,
  }),
)

/** Nothing is awaited before the iterator is handed over, so that a reader who leaves during the first read is let go. */
function watchJob(context: Context, id: string, after: number | null): AsyncIterable<BackgroundJob> {
  const number = jobNumber(id) ?? 0
  const subscription = context.events.subscribe((event) => event.jobId === number)
  return untilClosed(subscription, changesOf(id, after, subscription, context))
}

async function* changesOf(
  id: string,
  after: number | null,
  subscription: JobSubscription,
  context: Context,
): AsyncGenerator<BackgroundJob> {
  const number = jobNumber(id) ?? 0
  let job = await context.loaders.jobs.load(number)
  if (!job) {
    throw new GraphQLError(noSuchJob(id)[context.locale], { extensions: { code: 'NOT_FOUND' } })
  }
  for (let seen = after; job; job = await readJob(number, subscription, context)) {
    if (job.seq !== seen) yield job
    seen = job.seq
    if (isSettled(job.status) || (await subscription.take()) === null) return
  }
}

function watchJobs(
  context: Context,
  types: string[],
  known: { id: string; seq: number }[],
): AsyncIterable<BackgroundJob> {
  const subscription = context.events.subscribe((event) => types.includes(event.type))
  return untilClosed(subscription, changesOfAll(types, known, subscription, context))
}

async function* changesOfAll(
  types: string[],
  known: { id: string; seq: number }[],
  subscription: JobSubscription,
  context: Context,
): AsyncGenerator<BackgroundJob> {
  const seen = new Map<number, number>()
  for (const { id, seq } of known) seen.set(jobNumber(id) ?? 0, seq)
  // One read for all that there is; what changes meanwhile is in the mailbox already.
  const active = await context.jobs.findActive(types)
  const others = [...seen.keys()].filter((id) => !active.some((job) => job.id === id))
  for (const job of [...active, ...(await context.jobs.findMany(others))]) {
    if (job.seq <= (seen.get(job.id) ?? 0)) continue
    remember(seen, job.id, job.seq)
    yield job
  }
  for (let changed = await subscription.take(); changed; changed = await subscription.take()) {
    for (const id of changed) {
      // Read when it is this job's turn, so that a slow reader gets the newest state of each.
      const job = await readJob(id, subscription, context)
      if (!job || job.seq <= (seen.get(id) ?? 0)) continue
      remember(seen, id, job.seq)
      yield job
    }
  }
}

/** A stream outlives the database's being away: the newest state is read when it is back. */
async function readJob(
  id: number,
  subscription: JobSubscription,
  context: Context,
): Promise<BackgroundJob | null> {
  for (;;) {
    try {
      return await context.loaders.jobs.load(id)
    } catch (error) {
      if (!isDatabaseUnavailable(error) || subscription.closed) throw error
      await delay(DATABASE_POLL_MS, undefined, { ref: false })
    }
  }
}

/** The jobs seen last; a stream may live for months. */
function remember(seen: Map<number, number>, id: number, seq: number): void {
  seen.delete(id)
  seen.set(id, seq)
  if (seen.size > MOST_KNOWN) seen.delete(seen.keys().next().value!)
}

/**
 * A generator that waits for an event does not notice that its reader has gone: `return` would wait for the event too.
 * So closing the subscription comes first, which wakes the generator.
 */
function untilClosed<T>(
  subscription: JobSubscription,
  generator: AsyncGenerator<T>,
): AsyncIterableIterator<T> {
  const ended = async (): Promise<IteratorResult<T>> => {
    subscription.close()
    return generator.return(undefined)
  }
  return {
    next: async () => {
      try {
        const result = await generator.next()
        if (result.done) subscription.close()
        return result
      } catch (error) {
        subscription.close()
        throw error
      }
    },
    return: ended,
    throw: ended,
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

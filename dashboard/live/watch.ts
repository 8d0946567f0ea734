import type { Client } from 'graphql-ws'
import { Connection } from './connection.ts'
import { DEFAULT_SELECTION, type LiveJob } from './live-job.ts'
import { Stream, type Book, type StreamState } from './stream.ts'

export interface WatchOptions {
  /**
   * Fields of BackgroundJob, for instance `label progress eta { low high }`, or a document whose first definition is a
   * fragment on BackgroundJob. `id`, `seq` and `status` are always asked for. {@link DEFAULT_SELECTION} unless told.
   */
  selection?: string
  /** Ends the watch at once. */
  signal?: AbortSignal
  /** Whether nothing is asked for while the page is hidden: true unless told. What was missed comes when it is shown. */
  pausesWhenHidden?: boolean
}

/**
 * Something watched. Nothing is sent before the first listener or loop, and the subscription ends with the last one;
 * several watches of the same on one client share it.
 *
 * A loop over it gets jobs: the newest state of each, never an old backlog, no `seq` twice or backwards. It ends when
 * nothing more can come, and throws {@link WatchRefused} when the server refuses.
 */
export interface Watch<Job extends LiveJob, Content extends object> extends AsyncIterable<Job>, Disposable {
  /** The same object until something changes; kept when nobody listens. */
  readonly current: Content & StreamState
  /** Calls the listener when `current` has changed, at most 60 times a second; returns what ends that. */
  subscribe: (listener: () => void) => () => void
  /** Ends all its loops and listeners, for good. */
  stop(): void
}

/** A watch of what a book is kept of. name: tells the books of one client apart, beside their selection. */
export function watchBook<Job extends LiveJob, Content extends object>(
  client: Client,
  name: unknown[],
  { selection = DEFAULT_SELECTION, signal, pausesWhenHidden = true }: WatchOptions,
  makeBook: (selection: string) => Book<Job, Content>,
  since?: Job,
): Watch<Job, Content> {
  const connection = Connection.of(client)
  const key = JSON.stringify([...name, selection, pausesWhenHidden])
  const open = () => connection.find(key) as Stream<Job, Content> | undefined
  let stream = open() ?? new Stream(connection, key, makeBook(selection), { pausesWhenHidden })
  if (since) stream.know(since)
  const leaving = new Set<() => void>()
  let isStopped = false

  const stop = () => {
    isStopped = true
    for (const leave of leaving) leave()
  }

  /** Where another watch has opened the same meanwhile, that stream is joined. */
  const observe = (job: ((job: Job) => void) | undefined, changed: () => void, left: () => void) => {
    if (signal?.aborted) stop()
    if (isStopped) {
      left()
      return left
    }
    if (!stream.current.ended) stream = open() ?? stream
    const forget = stream.observe({ job, changed })
    const leave = () => {
      if (!leaving.delete(leave)) return
      if (leaving.size === 0) signal?.removeEventListener('abort', stop)
      forget()
      left()
    }
    if (leaving.size === 0) signal?.addEventListener('abort', stop)
    leaving.add(leave)
    return leave
  }

  return {
    get current() {
      return stream.current
    },
    subscribe: (listener) => observe(undefined, listener, () => {}),
    stop,
    [Symbol.dispose]: stop,
    [Symbol.asyncIterator]() {
      const waiting = new Map<string, Job>()
      let wake = Promise.withResolvers<void>()
      let isOver = false
      const leave = observe(
        (job) => {
          waiting.set(job.id, job)
          wake.resolve()
        },
        () => wake.resolve(),
        () => {
          isOver = true
          waiting.clear()
          wake.resolve()
        },
      )
      if (!isOver) for (const job of stream.jobs()) waiting.set(job.id, job)
      return {
        async next() {
          for (;;) {
            const [job] = waiting.values()
            if (job) {
              waiting.delete(job.id)
              return { value: job, done: false }
            }
            if (isOver) return { value: undefined, done: true }
            const { ended, error } = stream.current
            if (ended) {
              leave()
              if (error) throw error
              continue
            }
            await wake.promise
            wake = Promise.withResolvers()
          }
        },
        async return() {
          leave()
          return { value: undefined, done: true }
        },
      }
    },
  }
}

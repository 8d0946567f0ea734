import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../logger.ts'
import { EmbeddedPostgresError, reasonOf } from './failure.ts'
import type { ServerProcess } from './server-process.ts'

export interface Supervision {
  /** Stops the server and the watch over it; waits until the process is gone. Call once. */
  stop(): Promise<void>
}

/** The pause before each restart. After the last one within the window, the next end is final. */
const PAUSES_MS = [50, 500, 1_000, 2_000, 4_000]
const WINDOW_MS = 60_000

/**
 * Starts PostgreSQL again whenever it ends without being asked. `onCrash` is told once when that does not help:
 * the server is then down for good.
 */
export function superviseServer(
  first: ServerProcess,
  relaunch: (signal: AbortSignal) => Promise<ServerProcess>,
  log: Logger,
  onCrash: (error: Error) => void,
): Supervision {
  let current = first
  const stopping = new AbortController()
  const { signal } = stopping
  let restarts: number[] = []

  // Our process may end without stop(), by an uncaught error for one: PostgreSQL should not outlive it.
  const abandon = () => current.abandon()
  process.on('exit', abandon)

  async function watch(): Promise<void> {
    for (;;) {
      const how = await current.ended
      if (signal.aborted) return
      log.warn({ pid: current.pid, how }, 'PostgreSQL ended without being asked; it is started again')
      const next = await restart(how)
      if (!next) return
      current = next
      if (signal.aborted) return current.stop()
      log.warn({ pid: current.pid, port: current.port }, 'PostgreSQL runs again')
    }
  }

  /** Undefined when it is over: stopped, or given up. */
  async function restart(how: string): Promise<ServerProcess | undefined> {
    let cause: unknown
    for (;;) {
      const now = performance.now()
      restarts = restarts.filter((at) => now - at < WINDOW_MS)
      const pauseMs = PAUSES_MS[restarts.length]
      if (pauseMs === undefined) {
        const last = cause === undefined ? how : reasonOf(cause)
        onCrash(
          new EmbeddedPostgresError(
            `PostgreSQL ended ${PAUSES_MS.length + 1} times within a minute and was given up: ${last}`,
            { cause },
          ),
        )
        return undefined
      }
      restarts.push(now)
      try {
        await sleep(pauseMs, undefined, { signal })
        return await relaunch(signal)
      } catch (error) {
        if (signal.aborted) return undefined
        cause = error
        log.warn({ error: reasonOf(error) }, 'PostgreSQL could not be started again')
      }
    }
  }

  const watching = watch()
  return {
    async stop() {
      stopping.abort()
      try {
        await current.stop()
        await watching
      } finally {
        process.off('exit', abandon)
      }
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { EmbeddedPostgresError, reasonOf } from './failure.ts'
import { clusterName, endServer } from './leftover-server.ts'
import { essenceOf, programOptions, type ProgramUser } from './programs.ts'
import type { ServerLog } from './server-log.ts'

/** A PostgreSQL that answers. */
export interface ServerProcess {
  pid: number
  port: number
  /** Resolves when the process is gone, with how it ended: `signal SIGKILL`. */
  ended: Promise<string>
  /** A fast shutdown; an immediate one when that takes too long. Resolves when the process is gone. */
  stop(): Promise<void>
  /** Asks for a fast shutdown without waiting: for the exit of our own process. */
  abandon(): void
}

export interface LaunchOptions {
  binaries: Binaries
  user: ProgramUser | undefined
  cluster: string
  serverLog: ServerLog
}

const FAST_STOP_MS = 15_000
/** Long, because after a kill PostgreSQL first replays what it had not yet put in place. */
const READY_WITHIN_MS = 300_000
const PORTS_TO_TRY = 10

class PortTakenError extends Error {}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1 and resolves when it accepts connections.
 * @throws EmbeddedPostgresError with PostgreSQL's own words when it does not come up
 */
export async function launchOnFreePort(
  options: LaunchOptions,
  choosePort: () => Promise<number> = freePort,
): Promise<ServerProcess> {
  for (let left = PORTS_TO_TRY; ; left--) {
    const port = await choosePort()
    try {
      return await launchServer(options, port)
    } catch (error) {
      // Somebody took it between our look and PostgreSQL's.
      if (!(error instanceof PortTakenError) || left === 1) throw error
    }
  }
}

/** Like {@link launchOnFreePort}, on a given port; gives up when `signal` aborts. */
export async function launchServer(
  options: LaunchOptions,
  port: number,
  signal?: AbortSignal,
): Promise<ServerProcess> {
  const { binaries, user, cluster, serverLog } = options
  const logStart = serverLog.size()
  const child = spawn(binaries.postgres, ['-D', cluster, ...settings(cluster, port)], {
    ...programOptions(user),
    stdio: ['ignore', serverLog.fd, serverLog.fd],
  })
  const ended = howItEnds(child)
  const { pid } = child
  if (pid === undefined) throw new EmbeddedPostgresError(`PostgreSQL cannot be started: ${await ended}`)
  const server: ServerProcess = {
    pid,
    port,
    ended,
    stop: () => stopServer(pid, ended, options),
    abandon: () => void child.kill('SIGINT'),
  }
  try {
    await waitUntilReady(server, options, logStart, signal)
  } catch (error) {
    await server.stop()
    throw error
  }
  return server
}

function settings(cluster: string, port: number): string[] {
  const values = {
    // Its processes carry this name in their titles.
    cluster_name: clusterName(cluster),
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    fsync: 'on',
    full_page_writes: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_destination: 'stderr',
    // The client hears of its errors itself; in the log they would show people's data.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    log_statement: 'none',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function howItEnds(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(reasonOf(error)))
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`))
  })
}

/** Reads what PostgreSQL writes into `postmaster.pid`, as `pg_ctl` does: no connection is tried too early. */
async function waitUntilReady(
  { pid, ended }: ServerProcess,
  { cluster, serverLog }: LaunchOptions,
  logStart: number,
  signal?: AbortSignal,
): Promise<void> {
  let end: string | undefined
  void ended.then((how) => (end = how))
  for (const deadline = performance.now() + READY_WITHIN_MS; performance.now() < deadline; await sleep(10)) {
    if (end !== undefined) {
      const words = serverLog.since(logStart)
      if (/could not create any TCP\/IP sockets/.test(words)) throw new PortTakenError(essenceOf(words))
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start on ${cluster} (${end}): ${essenceOf(words)}; its log is ${serverLog.path}`,
      )
    }
    signal?.throwIfAborted()
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    if (Number(lines[0]) === pid && lines[7]?.trim() === 'ready') return
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL on ${cluster} was not ready after ${READY_WITHIN_MS / 1000} s: ${essenceOf(serverLog.since(logStart))}`,
  )
}

async function stopServer(
  pid: number,
  ended: Promise<string>,
  { binaries, user, cluster }: LaunchOptions,
): Promise<void> {
  let gone = false
  void ended.then(() => (gone = true))
  // Lets `ended` speak first: a number that was given back must not be signalled.
  await Promise.resolve()
  await endServer({ pid, cluster, binaries, user, isGone: async () => gone }, FAST_STOP_MS)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new EmbeddedPostgresError('no port on 127.0.0.1')
  return address.port
}

import { createHash } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../logger.ts'
import type { Binaries } from './binaries.ts'
import { codeOf, EmbeddedPostgresError, reasonOf } from './failure.ts'
import { commandOf, isAlive, listProcesses, waitUntilGone } from './processes.ts'
import { type ProgramUser, runProgram } from './programs.ts'

type StopSignal = 'SIGINT' | 'SIGQUIT' | 'SIGKILL'

interface RunningServer {
  pid: number
  cluster: string
  binaries: Binaries
  user: ProgramUser | undefined
  isGone: () => Promise<boolean>
}

const ORPHAN_FAST_STOP_MS = 10_000
/** After an immediate shutdown PostgreSQL itself kills, after 5 s, what does not end. */
const IMMEDIATE_STOP_MS = 10_000
const CHILDREN_MAY_END_MS = 1_000

/** What PostgreSQL calls itself in the process list (`cluster_name`), so that its processes can be told apart. */
export function clusterName(cluster: string): string {
  return `synctrack-${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}`
}

/**
 * A fast shutdown, after `fastMs` an immediate one, after that the end by force: nothing that was committed is lost.
 * @throws EmbeddedPostgresError when the process is there even then
 */
export async function endServer(server: RunningServer, fastMs: number): Promise<void> {
  const { pid, cluster, isGone } = server
  const steps: [StopSignal, number][] = [
    ['SIGINT', fastMs],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
    ['SIGKILL', IMMEDIATE_STOP_MS],
  ]
  let cause: unknown
  for (const [signal, timeoutMs] of steps) {
    if (await isGone()) return
    try {
      await signalServer(server, signal)
    } catch (error) {
      cause = error
    }
    if (await waitUntilGone(isGone, cause ? 1_000 : timeoutMs)) {
      if (signal === 'SIGKILL') await endOrphanedChildren(cluster)
      return
    }
  }
  const reason = cause ? `cannot be stopped: ${reasonOf(cause)}` : 'does not stop'
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) on ${cluster} ${reason}; stop it yourself`, {
    cause,
  })
}

/** SIGINT is a fast shutdown, SIGQUIT an immediate one. Windows has no signals; PostgreSQL's own tool stands in. */
async function signalServer({ pid, binaries, user }: RunningServer, signal: StopSignal): Promise<void> {
  if (process.platform === 'win32' && signal !== 'SIGKILL') {
    await runProgram(binaries.pgCtl, ['kill', signal.slice(3), String(pid)], user)
    return
  }
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Root of a container may lack the right to signal others, not the right to become that user.
    const args = ['-c', `kill -${signal.slice(3)} ${pid}`]
    if (codeOf(error) !== 'EPERM' || !user || !(await runProgram('/bin/sh', args, user)).ok) throw error
  }
}

/**
 * Ends a PostgreSQL which outlived the server that started it, and clears away a `postmaster.pid` whose number now
 * belongs to a stranger. Whoever calls this holds the lock of the folder, so nobody else uses that PostgreSQL.
 * Only a process proven to be PostgreSQL on this very directory is ever signalled.
 * @throws EmbeddedPostgresError when it cannot be stopped
 */
export async function stopLeftoverServer(
  cluster: string,
  binaries: Binaries,
  user: ProgramUser | undefined,
  log: Logger,
): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (!Number.isSafeInteger(pid) || pid < 2) return
  let kind = await identify(pid, cluster)
  if (kind === 'ours') {
    log.warn({ pid, cluster }, 'a PostgreSQL that outlived its server is being stopped')
    const isGone = async () => !(await isAlive(pid))
    await endServer({ pid, cluster, binaries, user, isGone }, ORPHAN_FAST_STOP_MS)
    // Ended by force it leaves its file, and its number to a zombie where nobody reaps.
    kind = await identify(pid, cluster)
  }
  await endOrphanedChildren(cluster)
  // PostgreSQL itself would refuse to start while any process has this number.
  if (kind === 'stranger') await rm(pidFile, { force: true })
}

/**
 * After its main process was killed, a busy session may work on for a while, on shared memory that a new server
 * must not replace. Idle ones go by themselves.
 */
export async function endOrphanedChildren(cluster: string): Promise<void> {
  const title = `postgres: ${clusterName(cluster)}: `
  const children = async () => (await listProcesses()).filter(({ command }) => command.startsWith(title))
  const areGone = async () => (await children()).length === 0
  if (await waitUntilGone(areGone, CHILDREN_MAY_END_MS)) return
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const { pid } of await children()) {
      try {
        process.kill(pid, signal)
      } catch {
        // Gone in between, or not ours to signal: the wait tells.
      }
    }
    if (await waitUntilGone(areGone, 3_000)) return
  }
  const pids = (await children()).map(({ pid }) => pid)
  if (pids.length === 0) return
  throw new EmbeddedPostgresError(
    `Processes of a former PostgreSQL (${pids.join(', ')}) still work on ${cluster}; stop them yourself`,
  )
}

/**
 * Whose process has the number that `postmaster.pid` names. `undecided` leaves the file to PostgreSQL, which
 * refuses to start rather than run twice on the same files.
 */
async function identify(pid: number, cluster: string): Promise<'ours' | 'stranger' | 'gone' | 'undecided'> {
  if (!(await isAlive(pid))) return (await isReaped(pid)) ? 'gone' : 'stranger'
  const command = await commandOf(pid)
  if (command === undefined) return 'undecided'
  // A session of some PostgreSQL has a title in place of arguments; the main process, of which we look for, has not.
  if (!/^"?(\S.*[\\/])?postgres(\.exe)?"?( |$)/.test(command)) return 'stranger'
  if (` ${command} `.includes(` cluster_name=${clusterName(cluster)} `)) return 'ours'
  if (` ${command} `.replaceAll('"', '').includes(` -D ${cluster} `)) return 'ours'
  const other = / -D (\S+)/.exec(command)?.[1]
  return other && (await isOtherFolder(other, cluster)) ? 'stranger' : 'undecided'
}

async function isReaped(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

async function isOtherFolder(folder: string, cluster: string): Promise<boolean> {
  const [a, b] = await Promise.all([folder, cluster].map((path) => stat(path).catch(() => undefined)))
  return a !== undefined && b !== undefined && (a.ino !== b.ino || a.dev !== b.dev)
}

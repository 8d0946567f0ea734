import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, lstat, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { listProcesses } from '../../src/embedded-postgres/processes.ts'
import { type Clone, ownTree } from './embedded-clone.ts'

export const isRoot = process.getuid?.() === 0

export interface Answer {
  url: string
  location: string
  ms: number
  error?: string
  name?: string
  crashed?: string
  stopped?: boolean
}

export interface EmbeddedChild {
  pid: number
  /** The next line that it prints. */
  next(): Promise<Answer>
  /** What it wrote to standard error: its log. */
  log(): string
  kill(signal: NodeJS.Signals): void
  /** Asks it to stop and answers its exit code, when it ended by itself with nothing left to do. */
  stop(): Promise<number | null>
  ended: Promise<number | null>
}

export interface ChildOptions {
  clone?: Clone
  env?: NodeJS.ProcessEnv
  user?: { uid: number; gid: number }
  args?: string[]
  /** A program that runs Node: `['unshare', '--user']`. */
  through?: string[]
}

const folders: string[] = []
const children = new Set<ChildProcess>()
const outside = new Set<string>()

/** A fresh folder, which every user may enter unless `mode` says otherwise. */
export async function freshFolder(mode = 0o755): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'synctrack-test-')))
  await chmod(folder, mode)
  folders.push(folder)
  return folder
}

export function startChild(dataDir: string, options: ChildOptions = {}): EmbeddedChild {
  const { clone = ownTree, env = {}, user, args = [], through = [] } = options
  const [file = clone.node, ...rest] = [...through, clone.node, clone.script, dataDir, ...args]
  const child = spawn(file, rest, {
    env: { PATH: process.env.PATH, ...env },
    cwd: '/',
    stdio: 'pipe',
    ...user,
  })
  children.add(child)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    children.delete(child)
    return code ?? null
  })
  const { pid } = child
  if (!pid) throw new Error(`${file} cannot be started`)
  return {
    pid,
    async next() {
      const line = await lines.next()
      if (line.done) throw new Error(`the child ended: ${log}`)
      const answer: Answer = JSON.parse(line.value)
      if (answer.location && !folders.some((folder) => answer.location.startsWith(folder)))
        outside.add(dirname(answer.location))
      return answer
    },
    log: () => log,
    kill: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
    ended,
  }
}

/** Starts it and answers what it said, which must not be an error. */
export async function startedChild(dataDir: string, options?: ChildOptions): Promise<EmbeddedChild & Answer> {
  const child = startChild(dataDir, options)
  const answer = await child.next()
  if (answer.error) throw new Error(answer.error)
  return Object.assign(child, answer)
}

let seed: Promise<string> | undefined
/** A data folder that was started before, without the second that a first start takes. */
export async function seededDataDir(): Promise<string> {
  seed ??= (async () => {
    const dataDir = join(await freshFolder(), '.data')
    const child = await startedChild(dataDir)
    await child.stop()
    return dataDir
  })()
  const copy = join(await freshFolder(), '.data')
  const [code] = await once(spawn('cp', ['-a', await seed, copy]), 'close')
  if (code !== 0) throw new Error(`cp ended with ${code}`)
  return copy
}

export async function query(url: string, text: string): Promise<unknown[][]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows
  } finally {
    await client.end().catch(() => {})
  }
}

export async function postmasterOf(location: string): Promise<number> {
  return Number.parseInt(await readFile(join(location, 'postmaster.pid'), 'utf8'), 10)
}

export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  for (const end = performance.now() + timeoutMs; !(await condition()); await sleep(10))
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${condition.toString()}`)
}

/** Processes whose command line names the folder: PostgreSQL's main process, initdb, and what initdb starts. */
export async function processesOn(folder: string): Promise<number[]> {
  const own = (await listProcesses()).filter(
    ({ command }) => command.includes(folder) && !command.includes('embedded-child'),
  )
  return own.map(({ pid }) => pid)
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

/** For a file or folder that a test leads to outside of its own. */
export function removeLater(path: string): void {
  outside.add(path)
}

/** Ends every process that a test started, even a failed one, and removes its files. */
export async function cleanUp(): Promise<void> {
  for (const child of children) child.kill('SIGKILL')
  await until(() => children.size === 0)
  for (const folder of [...folders, ...outside]) {
    for (const pid of await processesOn(folder)) process.kill(pid, 'SIGKILL')
    await until(async () => (await processesOn(folder)).length === 0)
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './failure.ts'
import { runProgram } from './programs.ts'

export interface RunningProcess {
  pid: number
  /** Its command line, arguments separated by blanks; empty for a zombie. PostgreSQL's children put a title here. */
  command: string
}

/** Whether a process is there that can still do something: a zombie, which nobody reaps, cannot. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
}

/** Waits until the process is gone, at most `timeoutMs`; answers whether it is. */
export async function waitUntilGone(isGone: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs
  for (let pauseMs = 5; !(await isGone()); pauseMs = Math.min(pauseMs * 2, 100)) {
    if (performance.now() > end) return false
    await sleep(pauseMs)
  }
  return true
}

/** Undefined when there is no such process or the system does not let us see it. */
export async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readCommand(pid)
  const list = process.platform === 'win32' ? await listOnWindows() : await listWithPs(['-p', String(pid)])
  return list.find((entry) => entry.pid === pid)?.command
}

/** All processes that we may see. From /proc on Linux, where small images have no `ps`. */
export async function listProcesses(): Promise<RunningProcess[]> {
  if (process.platform === 'win32') return listOnWindows()
  if (process.platform !== 'linux') return listWithPs(['-ax'])
  const pids = (await readdir('/proc')).map(Number).filter(Number.isSafeInteger)
  const entries = await Promise.all(
    pids.map(async (pid) => ({ pid, command: (await readCommand(pid)) ?? '' })),
  )
  return entries.filter(({ command }) => command !== '')
}

/** Readable for every user, which `/proc/<pid>/cwd` is not, not even for root in a container. */
async function readCommand(pid: number): Promise<string | undefined> {
  const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  return raw?.replaceAll('\0', ' ').trim()
}

async function listWithPs(selection: string[]): Promise<RunningProcess[]> {
  const { output } = await runProgram('/bin/ps', ['-ww', '-o', 'pid=,command=', ...selection], undefined)
  return parseList(output)
}

async function listOnWindows(): Promise<RunningProcess[]> {
  const script = 'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }'
  const { output } = await runProgram('powershell.exe', ['-NoProfile', '-Command', script], undefined)
  return parseList(output)
}

function parseList(output: string): RunningProcess[] {
  return output.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s(.*)$/.exec(line) ?? []
    return pid ? [{ pid: Number(pid), command: command?.trim() ?? '' }] : []
  })
}

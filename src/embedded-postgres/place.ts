import { createHash } from 'node:crypto'
import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, EmbeddedPostgresError, reasonOf } from './failure.ts'
import { type ProgramUser, runProgram } from './programs.ts'

/** Where PostgreSQL's files lie. */
export interface Place {
  /** The folder around them: the data folder itself, or one that PostgreSQL's user can enter. */
  area: string
  /** PostgreSQL's data directory. Its real path, absent before the first start. */
  cluster: string
}

/** SQLite, through which the folder is locked, takes paths of 512 bytes; PostgreSQL 1,024. */
const LONGEST_PATH_BYTES = 480

/**
 * Makes the data folder and answers its real path.
 * @throws EmbeddedPostgresError when it cannot be made or written
 */
export async function openDataDir(dataDir: string): Promise<string> {
  const path = resolve(dataDir)
  if (Buffer.byteLength(path) > LONGEST_PATH_BYTES)
    throw new EmbeddedPostgresError(
      `The path of the data folder has ${Buffer.byteLength(path)} bytes, at most ${LONGEST_PATH_BYTES} are possible; set DATA_DIR to a shorter one`,
    )
  try {
    const firstMade = await mkdir(path, { recursive: true, mode: 0o700 })
    // PostgreSQL's user must be able to pass through what root makes, and no more.
    if (firstMade && process.getuid?.() === 0)
      for (let made = path; made.length >= firstMade.length; made = dirname(made)) await chmod(made, 0o711)
    const real = await realpath(path)
    await access(real, constants.R_OK | constants.W_OK | constants.X_OK)
    return real
  } catch (cause) {
    // What Node says of a folder to be made on a read-only file system.
    const reason = codeOf(cause) === 'ENOENT' ? 'it cannot be made' : reasonOf(cause)
    throw new EmbeddedPostgresError(
      `The data folder ${path} cannot be used: ${reason}; set DATA_DIR to a folder that can be written`,
      { cause },
    )
  }
}

/**
 * Decides where PostgreSQL's files lie: in the data folder, or, when `user` cannot enter that, in a folder of our
 * own beside the other variable data of the machine. A choice once made stays: `<dataDir>/postgres` leads to it.
 * @throws EmbeddedPostgresError when the files are gone from where they were, or no place can be found
 */
export async function choosePlace(dataDir: string, user: ProgramUser | undefined): Promise<Place> {
  const entry = join(dataDir, 'postgres')
  const inside = { area: dataDir, cluster: entry }
  const found = await lstat(entry).catch(() => undefined)
  if (found?.isSymbolicLink()) {
    const cluster = await realpath(entry).catch((cause: unknown) => {
      throw new EmbeddedPostgresError(
        `${entry} leads to PostgreSQL's files, which are gone; remove this link to start with an empty database`,
        { cause },
      )
    })
    return { area: dirname(cluster), cluster }
  }
  if (found && !(found.isDirectory() && (await isEmpty(entry)))) return inside
  if (!user || (await canWorkIn(dataDir, user))) return inside
  for await (const shared of sharedFolders()) {
    const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
    const area = join(shared, `${basename(dataDir).replace(/^\.+/, '')}-${hash}`)
    if ((await makeOwnFolder(area, 0o711)) && (await canWorkIn(area, user))) {
      return { area, cluster: join(area, 'postgres') }
    }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL runs as ${user.name}, who cannot enter the data folder ${dataDir}, and no other place was found; ` +
      'set DATA_DIR to a folder that this user can enter, or DATABASE_URL to a PostgreSQL of your own',
  )
}

/** Folders outside of the clone in which root may keep what PostgreSQL's user must reach, best first. */
export async function* sharedFolders(): AsyncGenerator<string> {
  for (const path of ['/var/lib/synctrack', join(tmpdir(), 'synctrack')])
    if (await makeOwnFolder(path, 0o755)) yield path
}

/** Answers whether the folder is there and ours. One that somebody else put into a shared place is never used. */
async function makeOwnFolder(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode })
    await chmod(path, mode)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return false
  }
  const folder = await lstat(path)
  return folder.isDirectory() && folder.uid === process.getuid?.() && (folder.mode & 0o022) === 0
}

/** Makes a folder there, gives it to the user, and lets the user try it: whatever stands in the way shows. */
async function canWorkIn(area: string, user: ProgramUser): Promise<boolean> {
  let probe: string | undefined
  try {
    probe = await mkdtemp(join(area, 'postgres.probe-'))
    await chown(probe, user.uid, user.gid)
    const script = 'cd "$0" && : > file && chmod 600 file && rm file'
    return (await runProgram('/bin/sh', ['-c', script, probe], user)).ok && (await isPrivateTo(probe, user))
  } catch {
    return false
  } finally {
    if (probe) await rm(probe, { recursive: true, force: true })
  }
}

/** Some mounts accept a change of owner or mode and forget it; PostgreSQL would refuse the folder. */
async function isPrivateTo(folder: string, user: ProgramUser): Promise<boolean> {
  const { uid, mode } = await lstat(folder)
  return uid === user.uid && (mode & 0o077) === 0
}

/**
 * Lets `user` try to enter existing files.
 * @throws EmbeddedPostgresError when that fails: the data folder was moved, or a folder on the way was closed
 */
export async function checkReachable(cluster: string, user: ProgramUser | undefined): Promise<void> {
  if (!user) return
  const { ok } = await runProgram('/bin/sh', ['-c', 'cd "$0" && test -w .', cluster], user)
  if (ok) return
  throw new EmbeddedPostgresError(
    `PostgreSQL runs as ${user.name}, who cannot use ${cluster}, where its files lie; ` +
      'open the folders on the way for this user, or set DATA_DIR to another folder',
  )
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).length === 0
}

import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf, EmbeddedPostgresError, reasonOf } from './failure.ts'
import { giveToOwnerOf } from './ownership.ts'

export interface FolderLock {
  /** Idempotent. */
  release(): void
}

const WAIT_MS = 500

/**
 * Makes this process the only synctrack server on `folder`. The lock is one of the operating system on
 * `<folder>/server.lock`, taken through SQLite because Node offers none itself: it ends with the process, however
 * that ends. `server.pid` beside it only feeds the message of the one who comes too late.
 *
 * Never open `server.lock` in this process: on POSIX, closing any descriptor of a file drops the process's locks.
 * @throws EmbeddedPostgresError when another process, or this one, holds it, or the folder cannot be written
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const pidFile = join(folder, 'server.pid')
  const database = openLockFile(join(folder, 'server.lock'), folder)
  try {
    await takeLock(database)
  } catch (error) {
    database.close()
    if (!isLocked(error)) throw unusable(folder, error)
    throw new EmbeddedPostgresError(
      `Another synctrack server${holderOf(pidFile)} already runs on ${folder}; stop it, or set DATA_DIR to another folder`,
      { cause: error },
    )
  }
  try {
    rmSync(pidFile, { force: true })
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o644, flag: 'wx' })
  } catch (error) {
    database.close()
    throw unusable(folder, error)
  }
  let held = true
  return {
    release() {
      if (!held) return
      held = false
      rmSync(pidFile, { force: true })
      database.close()
    },
  }
}

/** Waits a moment, because the lock of a process that was killed just now goes when the system clears it away. */
async function takeLock(database: DatabaseSync): Promise<void> {
  for (const end = performance.now() + WAIT_MS; ; await sleep(25)) {
    try {
      database.exec('BEGIN EXCLUSIVE')
      return
    } catch (error) {
      if (!isLocked(error) || performance.now() > end) throw error
    }
  }
}

function openLockFile(path: string, folder: string): DatabaseSync {
  try {
    // Created by us, because SQLite would let others read it; one that exists is not opened (see above).
    const fd = openSync(path, 'wx', 0o600)
    giveToOwnerOf(folder, fd)
    closeSync(fd)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unusable(folder, error)
  }
  try {
    return new DatabaseSync(path)
  } catch (error) {
    throw unusable(folder, error)
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

function unusable(folder: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The data folder ${folder} cannot be locked: ${reasonOf(cause)}; set DATA_DIR to a folder that can be written`,
    { cause },
  )
}

/** ` (process 1234)`, or nothing when the file does not say or speaks of a process that is gone. */
function holderOf(pidFile: string): string {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'))
    if (!Number.isSafeInteger(pid) || pid < 1) return ''
    process.kill(pid, 0)
    return ` (process ${pid})`
  } catch (error) {
    return codeOf(error) === 'EPERM' ? ` (process ${readFileSync(pidFile, 'utf8').trim()})` : ''
  }
}

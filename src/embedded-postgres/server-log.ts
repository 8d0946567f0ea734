import { closeSync, constants, copyFileSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedPostgresError, reasonOf } from './failure.ts'
import { giveToOwnerOf } from './ownership.ts'

/** PostgreSQL's own log. */
export interface ServerLog {
  path: string
  /** For the standard error of PostgreSQL. */
  fd: number
  size(): number
  /** What was written since the log had `size` bytes. */
  since(size: number): string
  close(): void
}

const LARGEST_BYTES = 4 * 1024 * 1024
const LOOK_EVERY_MS = 5_000

/**
 * Opens a log that PostgreSQL writes to directly: a pipe to us would break when we are killed, and would hold
 * PostgreSQL up when we are slow. It is kept below a few megabytes, with one predecessor (`.1`): appending writers
 * do not mind a file that is cut.
 * @throws EmbeddedPostgresError when the file cannot be written
 */
export function openServerLog(path: string): ServerLog {
  const fd = openForAppending(path)
  const keepSmall = () => {
    if (fstatSync(fd).size < LARGEST_BYTES) return
    try {
      copyFileSync(path, `${path}.1`)
    } catch {
      // A full disk: better no predecessor than no room.
    }
    ftruncateSync(fd)
  }
  keepSmall()
  const timer = setInterval(keepSmall, LOOK_EVERY_MS).unref()
  return {
    path,
    fd,
    size: () => fstatSync(fd).size,
    since(size) {
      const buffer = Buffer.alloc(Math.min(Math.max(fstatSync(fd).size - size, 0), 64 * 1024))
      return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, size))
    },
    close() {
      clearInterval(timer)
      closeSync(fd)
    },
  }
}

function openForAppending(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants
  try {
    const fd = openSync(path, O_RDWR | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0), 0o600)
    giveToOwnerOf(dirname(path), fd)
    return fd
  } catch (cause) {
    throw new EmbeddedPostgresError(`The log ${path} cannot be written: ${reasonOf(cause)}`, { cause })
  }
}

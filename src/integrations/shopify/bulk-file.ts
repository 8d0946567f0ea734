import { appendFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError, messageOf } from '../../errors.ts'
import { isObject } from '../json.ts'

const CHUNK_BYTES = 256 * 1024
/** Lines held back until they are written to their parts. */
const PENDING_BYTES = 2 * 1024 * 1024
const NEWLINE = 0x0a

/** The lines of a file, some thousands at a time. An end of the file without an end of the line ends its line too. */
export async function* linesOf(
  file: string,
  signal: AbortSignal,
  encoding: 'utf8' | 'latin1' = 'utf8',
): AsyncGenerator<string[], void> {
  const handle = await open(file)
  // one is read into while the other is looked at
  let [filling, spare] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)]
  const read = () => {
    ;[filling, spare] = [spare, filling]
    const reading = handle.read(filling, 0, CHUNK_BYTES)
    // its taker may be gone by then
    reading.catch(() => undefined)
    return reading
  }
  try {
    let reading = read()
    let rest = Buffer.alloc(0)
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead, buffer } = await reading
      if (bytesRead === 0) break
      reading = read()
      const chunk = buffer.subarray(0, bytesRead)
      const end = chunk.lastIndexOf(NEWLINE)
      if (end === -1) {
        rest = Buffer.concat([rest, chunk])
        continue
      }
      const whole = rest.length === 0 ? chunk.subarray(0, end) : Buffer.concat([rest, chunk.subarray(0, end)])
      yield whole.toString(encoding).split('\n')
      rest = Buffer.from(chunk.subarray(end + 1))
    }
    if (rest.length > 0) yield [rest.toString(encoding)]
  } finally {
    await handle.close()
  }
}

export async function countLines(file: string, signal: AbortSignal): Promise<number> {
  let count = 0
  for await (const lines of linesOf(file, signal, 'latin1')) count += lines.length
  return count
}

/** The number, from 1, of the first line that is no JSON; null when all are. */
export async function firstMalformedLine(file: string, signal: AbortSignal): Promise<number | null> {
  let number = 0
  for await (const lines of linesOf(file, signal)) {
    for (const line of lines) {
      number++
      try {
        JSON.parse(line)
      } catch {
        return number
      }
    }
  }
  return null
}

/**
 * Parts a file so that the lines of one family, a record and its children, come into the same part, each part in the
 * order of the file. The folder appears when it is complete.
 * @returns the number of lines; when it is not `expected` there is no folder
 */
export async function partFile(
  file: string,
  folder: string,
  parts: number,
  expected: number,
  signal: AbortSignal,
): Promise<number> {
  const unfinished = `${folder}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  let pending: string[][] = Array.from({ length: parts }, () => [])
  for (const part of pending.keys()) await onDisk(writeFile(join(unfinished, `${part}`), ''))
  let pendingBytes = 0
  let count = 0
  let writing = Promise.resolve()
  // one batch is written while the next is read
  const flush = async () => {
    await writing
    writing = onDisk(writeParts(pending, unfinished))
    // it fails at the next flush
    writing.catch(() => undefined)
    pending = pending.map(() => [])
    pendingBytes = 0
  }
  // byte by byte the same, and faster than to decode it
  for await (const lines of linesOf(file, signal, 'latin1')) {
    for (const line of lines) {
      pending[partOf(line, parts)]!.push(line)
      pendingBytes += line.length + 1
    }
    count += lines.length
    if (pendingBytes >= PENDING_BYTES) await flush()
  }
  await flush()
  await writing
  if (count === expected) await rename(unfinished, folder)
  return count
}

async function writeParts(pending: readonly string[][], folder: string): Promise<void> {
  for (const [part, lines] of pending.entries()) {
    if (lines.length > 0) await appendFile(join(folder, `${part}`), `${lines.join('\n')}\n`, 'latin1')
  }
}

// A quote inside of a text is escaped, so this is a key or a text of its own; the colon tells.
const PARENT = /"__parentId":\s*"([^"\d]*)(\d+)"/
const OWN = /"id":\s*"[^"\d]*(\d+)"/

/** What a line belongs to, without parsing it: the type and the number of a gid; null for a record of its own. */
export function parentOf(line: string): { type: string; id: string } | null {
  const [, path, id] = PARENT.exec(line) ?? []
  // gid:\/\/shopify\/ProductVariant\/1
  return id === undefined ? null : { type: path?.split(/\W+/).at(-2) ?? '', id }
}

/** Shopify's ids grow in steps of powers of two, so the rest of a division would fill few parts: FNV-1a. */
function partOf(line: string, parts: number): number {
  const digits = PARENT.exec(line)?.[2] ?? OWN.exec(line)?.[1] ?? ''
  let hash = 0x811c9dc5
  for (let at = 0; at < digits.length; at++) hash = Math.imul(hash ^ digits.charCodeAt(at), 0x01000193)
  return (hash >>> 0) % parts
}

/** @throws CodedError DISK_FULL in place of the system's error, which a platform's client would not be asked for */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isObject(error) && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
      throw new CodedError('DISK_FULL', `No space for a bulk result: ${messageOf(error)}`, { cause: error })
    throw error
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

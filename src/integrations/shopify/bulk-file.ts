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
 * Parts a file by ranges of ids, so that the lines of one family, a record and its children, come into the same part,
 * each part in the order of the file. Ranges, because rows in the order of their ids are written faster. The same file is
 * always parted in the same way. The folder appears when it is complete.
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
  const bounds = await boundsOf(file, parts)
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
      pending[partOf(line, bounds)]!.push(line)
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

/** Bytes of the file that are looked at for each part to learn how the ids lie. */
const SAMPLES_A_PART = 16
const SAMPLE_BYTES = 16 * 1024

/** The lowest ids of all parts but the first, from samples all over the file. */
async function boundsOf(file: string, parts: number): Promise<number[]> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const samples = parts * SAMPLES_A_PART
    const ids: number[] = []
    for (let sample = 0; sample < samples; sample++) {
      const at = Math.floor((size * sample) / samples)
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, at)
      // The first line of a sample may have lost its beginning, and with it its parent.
      const [, ...lines] = buffer.toString('latin1', 0, bytesRead).split('\n')
      ids.push(...lines.slice(0, -1).map(familyOf))
    }
    ids.sort((a, b) => a - b)
    return Array.from(
      { length: parts - 1 },
      (_, part) => ids[Math.floor((ids.length * (part + 1)) / parts)] ?? 0,
    )
  } finally {
    await handle.close()
  }
}

/** The number of the record that a line is, or belongs to; beyond 2^53 a near one, which is near enough for a range. */
function familyOf(line: string): number {
  return Number(PARENT.exec(line)?.[2] ?? OWN.exec(line)?.[1] ?? 0)
}

function partOf(line: string, bounds: readonly number[]): number {
  const id = familyOf(line)
  let low = 0
  let high = bounds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (bounds[middle]! <= id) low = middle + 1
    else high = middle
  }
  return low
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

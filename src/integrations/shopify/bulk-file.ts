import { appendFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CodedError, messageOf } from '../../errors.ts'
import { isObject } from '../json.ts'

const BLOCK_BYTES = 1024 * 1024
const NEWLINE = 0x0a

/**
 * The bytes of a file in blocks of whole lines; only the last may lack the end of its line. What is given is written over
 * when the next but one is asked for.
 */
async function* blocksOf(file: string, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const handle = await open(file)
  // one is read into while the other is looked at
  let [filling, spare] = [Buffer.allocUnsafe(BLOCK_BYTES), Buffer.allocUnsafe(BLOCK_BYTES)]
  const read = () => {
    ;[filling, spare] = [spare, filling]
    const reading = handle.read(filling, 0, BLOCK_BYTES)
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
      const block = buffer.subarray(0, bytesRead)
      const end = block.lastIndexOf(NEWLINE) + 1
      if (end > 0)
        yield rest.length === 0 ? block.subarray(0, end) : Buffer.concat([rest, block.subarray(0, end)])
      rest = end > 0 ? Buffer.from(block.subarray(end)) : Buffer.concat([rest, block])
    }
    if (rest.length > 0) yield rest
  } finally {
    await handle.close()
  }
}

/** The lines of a file, some thousands at a time. An end of the file without an end of the line ends its line too. */
export async function* linesOf(file: string, signal: AbortSignal): AsyncGenerator<string[], void> {
  for await (const block of blocksOf(file, signal)) {
    const end = block.at(-1) === NEWLINE ? block.length - 1 : block.length
    yield block.toString('utf8', 0, end).split('\n')
  }
}

export async function countLines(file: string, signal: AbortSignal): Promise<number> {
  let count = 0
  for await (const block of blocksOf(file, signal)) {
    for (let from = 0; from < block.length; from = endOfLine(block, from) + 1) count++
  }
  return count
}

/** Where the line that begins at `from` ends: at its end-of-line character, or at the end of all. */
export function endOfLine(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(NEWLINE, from)
  return end === -1 ? bytes.length : end
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
  for (let part = 0; part < parts; part++) await onDisk(writeFile(join(unfinished, `${part}`), ''))
  let count = 0
  let writing = Promise.resolve()
  for await (const block of blocksOf(file, signal)) {
    const sorted = sortLines(block, bounds)
    count += sorted.count
    // one block is written while the next is read and sorted
    await writing
    writing = onDisk(writeParts(sorted.parts, unfinished))
    // it fails at the next block
    writing.catch(() => undefined)
  }
  await writing
  if (count === expected) await rename(unfinished, folder)
  return count
}

/** The lines of a block by part, each with an end, in bytes of their own. */
function sortLines(block: Buffer, bounds: readonly number[]): { count: number; parts: Buffer[] } {
  const lines: { from: number; end: number; part: number }[] = []
  const sizes = Array.from({ length: bounds.length + 1 }, () => 0)
  const text = block.toString('latin1')
  for (const { from, end, parent } of familyLines(text)) {
    const part = partOf(Number(parent?.id ?? ownId(text, from, end)), bounds)
    lines.push({ from, end, part })
    sizes[part]! += end - from + 1
  }
  const parts = sizes.map((size) => Buffer.allocUnsafe(size))
  const filled = sizes.map(() => 0)
  for (const { from, end, part } of lines) {
    block.copy(parts[part]!, filled[part], from, end)
    filled[part]! += end - from + 1
    parts[part]![filled[part]! - 1] = NEWLINE
  }
  return { count: lines.length, parts }
}

async function writeParts(parts: readonly Buffer[], folder: string): Promise<void> {
  for (const [part, bytes] of parts.entries()) {
    if (bytes.length > 0) await appendFile(join(folder, `${part}`), bytes)
  }
}

/** A line of a bulk result, from its first character up to, not including, its end. */
interface FamilyLine {
  from: number
  end: number
  /** What it belongs to, of its gid the type and the number; null for a record of its own. */
  parent: { type: string; id: string } | null
}

const PARENT_KEY = '"__parentId"'
/** A quote inside of a text is escaped, so that this is a key or a text of its own; the colon tells. */
const PARENT = /"__parentId":\s*"(?:[^"\d]*?(\w+)\\?\/)?(\d+)"/y
const OWN = /"id":\s*"[^"\d]*(\d+)"/

/** The lines of a text and what they belong to, without parsing them. Of one character a byte: only ASCII is looked at. */
export function* familyLines(text: string): Generator<FamilyLine, void> {
  let keyAt = text.indexOf(PARENT_KEY)
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf('\n', from)
    const end = newline === -1 ? text.length : newline
    let parent: FamilyLine['parent'] = null
    for (; keyAt !== -1 && keyAt < end; keyAt = text.indexOf(PARENT_KEY, keyAt + 1)) {
      PARENT.lastIndex = keyAt
      const [, type = '', id] = PARENT.exec(text) ?? []
      if (id !== undefined) parent = { type, id }
    }
    yield { from, end, parent }
    from = end + 1
  }
}

function ownId(text: string, from: number, end: number): string {
  return OWN.exec(text.slice(from, end))?.[1] ?? '0'
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
      const text = buffer.toString('latin1', 0, bytesRead)
      const lines = [...familyLines(text)].slice(1, -1)
      ids.push(...lines.map(({ from, end, parent }) => Number(parent?.id ?? ownId(text, from, end))))
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

/** The part of a family by its number; beyond 2^53 a near one, which is near enough for a range. */
function partOf(id: number, bounds: readonly number[]): number {
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

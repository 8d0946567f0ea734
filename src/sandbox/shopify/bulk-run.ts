import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraphQLError } from 'graphql'
import type { BulkLine } from './bulk-lines.ts'
import type { BulkErrorCode } from './bulk-operation.ts'

/** Read in one go, and written before the next are read: other requests are answered in between. */
const SLICE_LINES = 1000

/**
 * Writes the lines of one operation to a file that has no name any more: it is gone with the process, however that
 * ends. What may be read is read in slices, the first at once: a small result is what the shop holds at the start.
 */
export class BulkRun {
  lines = 0
  roots = 0
  bytes = 0
  /** When all lines were in the file, or the reading failed; by the clock that it was given. */
  writtenAt: number | undefined
  /** Why the reading failed; what came before is in the file. */
  errorCode: BulkErrorCode | undefined
  /** A defect of the sandbox, or of a test's world. */
  defect: unknown
  file: FileHandle | undefined
  readonly #source: Iterator<BulkLine>
  readonly #maxLines: number
  readonly #now: () => number
  #allowed = 0
  #isSourceRead = false
  #isWriting = false
  #writing = Promise.resolve()

  constructor(lines: Iterator<BulkLine>, maxLines: number, now: () => number) {
    this.#source = lines
    this.#maxLines = maxLines
    this.#now = now
  }

  /** Lets so many lines be read, counted from the first. */
  allow(lines: number): void {
    this.#allowed = Math.min(lines, this.#maxLines)
    if (this.#isWriting || this.writtenAt !== undefined) return
    this.#isWriting = true
    this.#writing = this.#write()
      .catch((error: unknown) => {
        this.defect = error
      })
      .finally(() => {
        this.#isWriting = false
      })
  }

  /** Reads no further line. */
  stop(): void {
    this.#source.return?.()
  }

  /** Ends the writing and gives the file back. */
  async close(): Promise<void> {
    this.stop()
    await this.#writing
    await this.file?.close()
    this.file = undefined
  }

  async #write(): Promise<void> {
    for (let slice = this.#readSlice(); slice.length > 0; slice = this.#readSlice()) {
      this.file ??= await openUnnamed()
      // One write may take less than all of it.
      for (let written = 0; written < slice.length;) {
        written += (await this.file.write(slice, written)).bytesWritten
      }
      this.bytes += slice.length
    }
    const isWhole = this.#isSourceRead || this.lines >= this.#maxLines || this.errorCode !== undefined
    if (isWhole) this.writtenAt = this.#now()
  }

  #readSlice(): Buffer {
    const end = Math.min(this.lines + SLICE_LINES, this.#allowed)
    const slice: string[] = []
    try {
      while (this.lines < end) {
        const next = this.#source.next()
        if (next.done === true) {
          this.#isSourceRead = true
          break
        }
        slice.push(next.value.text, '\n')
        this.lines += 1
        if (next.value.isRoot) this.roots += 1
      }
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      const isDenied = error.extensions['code'] === 'ACCESS_DENIED'
      this.errorCode = isDenied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR'
    }
    return Buffer.from(slice.join(''))
  }
}

async function openUnnamed(): Promise<FileHandle> {
  const name = join(tmpdir(), `sandbox-bulk-${randomUUID()}`)
  const file = await open(name, 'wx+')
  await unlink(name)
  return file
}

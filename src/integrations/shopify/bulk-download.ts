import { type FileHandle, open, rename } from 'node:fs/promises'
import type { CallOptions } from '../call.ts'
import type { Failures } from '../failures.ts'
import { type Http, type StreamedAnswer, Transient } from '../http.ts'
import { exists, onDisk } from './bulk-file.ts'

/** A drop after this much is no failure of the same attempt again. */
const PROGRESS_BYTES = 1024 * 1024
/** What a storage answers when a signature has run out, or is not one any more. */
const RUN_OUT = new Set([400, 401, 403, 404, 410])
const ATTEMPTS_AT_ANOTHER_PART = 3

type Outcome = 'whole' | 'broken off' | 'run out'

export interface Download {
  url: string
  /** The file for the whole; while it is not whole it has `.part` at its end. */
  file: string
  /** Another address of the same, when the first one has run out; null when there is none any more. */
  renewed: () => Promise<string | null>
}

/**
 * Downloads a file, unless it is there already. What an earlier attempt left is gone on with, also in another process.
 * The request carries no token.
 * @throws CodedError BULK_OPERATION_FAILED when the address has run out for good, PLATFORM_UNREACHABLE, DISK_FULL
 */
export async function download(
  { url, file, renewed }: Download,
  http: Http,
  failures: Failures,
  call: CallOptions,
): Promise<void> {
  if (await exists(file)) return
  const part = `${file}.part`
  let from = url
  let isRenewed = false
  for (;;) {
    const outcome = await http.retrying(call, () => downloadRest(from, part, http, failures, call))
    if (outcome === 'whole') break
    if (outcome === 'broken off') continue
    const other = isRenewed ? null : await renewed()
    if (other === null)
      throw failures.make('BULK_OPERATION_FAILED', "The address of Shopify's bulk result has run out")
    from = other
    isRenewed = true
  }
  await rename(part, file)
}

async function downloadRest(
  url: string,
  part: string,
  http: Http,
  failures: Failures,
  call: CallOptions,
): Promise<Outcome> {
  const handle = await onDisk(open(part, 'a'))
  let received = 0
  try {
    const { size } = await handle.stat()
    // compressed bytes could be neither counted nor gone on with
    const headers = { 'Accept-Encoding': 'identity', ...(size > 0 && { Range: `bytes=${size}-` }) }
    return await http.receive({ method: 'GET', url, headers }, call, async (answer) => {
      const begun = await judge(answer, size, handle, http)
      if (typeof begun === 'string') return begun
      let at = begun.at
      for await (const chunk of answer.body) {
        await onDisk(handle.appendFile(chunk))
        at += chunk.byteLength
        received += chunk.byteLength
      }
      if (begun.total === null || at === begun.total) return 'whole'
      const text = `Shopify's bulk result broke off after ${at} of ${begun.total} bytes`
      throw new Transient('PLATFORM_UNREACHABLE', text)
    })
  } catch (error) {
    if (!(error instanceof Transient) || received < PROGRESS_BYTES) throw error
    call.onRetry?.(`${failures.note(error.message)}; goes on where it broke off`)
    return 'broken off'
  } finally {
    await handle.close()
  }
}

/** Where the answer's body belongs and how long the whole is, or what to do about it. */
async function judge(
  { status, headers }: StreamedAnswer,
  size: number,
  handle: FileHandle,
  http: Http,
): Promise<Outcome | { at: number; total: number | null }> {
  if (RUN_OUT.has(status)) return 'run out'
  http.requireAnswered({ status, headers })
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
  if (status === 206 && Number(start) === size) return { at: size, total: total ? Number(total) : null }
  if (status === 416 && Number(total) === size) return 'whole'
  if (size > 0) await handle.truncate(0)
  if (status === 200) {
    const length = headers.get('content-length')
    return { at: 0, total: length === null ? null : Number(length) }
  }
  const text = `Shopify answered ${status} to the download of a bulk result from byte ${size} on`
  throw new Transient('UNEXPECTED_ANSWER', text, { attempts: ATTEMPTS_AT_ANOTHER_PART })
}

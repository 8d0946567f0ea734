import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Logger } from '../../logger.ts'
import type { CallOptions, Page } from '../call.ts'
import type { Failures } from '../failures.ts'
import type { Http } from '../http.ts'
import { download } from './bulk-download.ts'
import { countLines, exists, firstMalformedLine, partFile } from './bulk-file.ts'
import type { BulkResult } from './bulk-operations.ts'
import { familyPages, flatPages, MalformedLine } from './bulk-records.ts'
import { BULK_LISTS, type BulkList, type BulkRecords } from './lists.ts'

interface Result extends BulkResult {
  /** Another address of the same; null when there is none any more. */
  renewedUrl: () => Promise<string | null>
}

interface Tools {
  http: Http
  failures: Failures
  log: Logger
  call: CallOptions
}

/** As many lines as are held in memory at once when records have children. */
const LINES_IN_PART = 20_000

const position = z.object({ partition: z.int(), line: z.int() }).default({ partition: 0, line: 0 })

/** The pages of an operation's result by way of `folder`, which is the operation's own. */
export async function* resultPages<L extends BulkList>(
  list: L,
  result: Result,
  folder: string,
  next: unknown,
  tools: Tools,
): AsyncGenerator<Page<BulkRecords[L]>, void> {
  const { parse, family } = BULK_LISTS[list]
  const { failures, log } = tools
  const { signal } = tools.call
  const start = position.parse(next)
  const requireLines = async (lines: number) => {
    if (lines === result.objectCount) return
    throw await incompleteResult(
      result.id,
      folder,
      `has ${lines} lines, expected ${result.objectCount}`,
      failures,
    )
  }
  const file = await resultFile(result, folder, tools)
  if (file === null) {
    await requireLines(0)
    yield { records: [], broken: [], size: 0, next: undefined }
    return
  }

  const parts = family ? Math.max(1, Math.ceil(result.objectCount / LINES_IN_PART)) : 1
  const parted = join(folder, `parts-${parts}`)
  if (parts === 1) await requireLines(await countLines(file, signal))
  else if (!(await exists(parted)))
    await requireLines(await partFile(file, parted, parts, result.objectCount, signal))
  const files = parts === 1 ? [file] : Array.from({ length: parts }, (_, part) => join(parted, `${part}`))
  try {
    yield* lastMarked(
      family
        ? familyPages(files, start, parse, { ...family, log, failures }, signal)
        : flatPages(file, start, parse, signal),
    )
  } catch (error) {
    if (!(error instanceof MalformedLine)) throw error
    const what = `has no JSON in line ${await firstMalformedLine(file, signal)}`
    throw await incompleteResult(result.id, folder, what, failures)
  }
}

/** Downloads a result into `folder`, unless it is there; null when the operation has none. */
export async function resultFile(
  { id, url, fileSize, renewedUrl }: Result,
  folder: string,
  { http, failures, log, call }: Tools,
): Promise<string | null> {
  if (url === null) return null
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'result.jsonl')
  await download({ url, file, renewed: renewedUrl }, http, failures, call)
  const { size } = await stat(file)
  if (fileSize !== null && size !== fileSize)
    log.warn({ id, size, expected: fileSize }, 'The size of a bulk result differs')
  return file
}

/** What to throw for a result that is not whole; nothing of it is kept. */
export async function incompleteResult(
  id: string,
  folder: string,
  what: string,
  failures: Failures,
): Promise<Error> {
  await rm(folder, { recursive: true, force: true })
  return failures.make('BULK_RESULT_INCOMPLETE', `The result of ${id} ${what}`)
}

/** The same pages, the last of them without a `next`; an empty one when there are none. */
async function* lastMarked<R>(pages: AsyncIterable<Page<R>>): AsyncGenerator<Page<R>, void> {
  let held: Page<R> | null = null
  for await (const page of pages) {
    if (held) yield held
    held = page
  }
  yield { ...(held ?? { records: [], broken: [], size: 0 }), next: undefined }
}

import { createHash } from 'node:crypto'
import type { CallOptions } from '../call.ts'
import type { Failures } from '../failures.ts'
import { isObject } from '../json.ts'
import { describeIssues } from '../rows.ts'
import { linesOf } from './bulk-file.ts'
import {
  type BulkOperations,
  type BulkResult,
  type BulkTools,
  discardResult,
  placeOf,
} from './bulk-operations.ts'
import { incompleteResult, resultFile } from './bulk-result.ts'
import * as documents from './documents.ts'
import {
  MAX_METAFIELDS_IN_CALL,
  type MetafieldEntry,
  type MetafieldsSetResult,
  setResult,
} from './metafields.ts'
import * as responses from './responses.ts'
import { uploadRows } from './staged-upload.ts'

/** A row is one metafieldsSet: at most 25 entries, all of them set or none. */
type Rows = Iterable<readonly MetafieldEntry[]> | AsyncIterable<readonly MetafieldEntry[]>

/** Where the rows lie, and who writes them: no two operations share both. */
interface StagedRows {
  stagedPath: string
  clientIdentifier: string
}

/** What became of a row, which is counted from 0. */
export interface MetafieldsRow {
  row: number
  /** Rejected without entries: the row as a whole was not carried out. */
  result: MetafieldsSetResult
}

/**
 * Metafields in numbers: Shopify carries an uploaded file of rows out by itself, without points from the budget. What
 * a step resolves to is all that the next one needs, also in another process.
 */
export interface ShopifyBulkMetafields {
  /**
   * Uploads the rows and returns the path under which Shopify has them for a day.
   * @throws RangeError for no rows, for more than 25 entries in one, and above 100 MB; what {@link uploadRows} throws
   */
  stage(rows: Rows, call: CallOptions): Promise<string>
  /**
   * Starts the operation over staged rows and returns its gid. It waits when as many operations are running as Shopify
   * allows. `clientIdentifier`: 10 to 255 characters.
   * @throws CodedError BULK_OPERATION_FAILED when the rows are not there (any more): stage them again;
   * SHOPIFY_REFUSED, and what a query throws
   */
  begin(staged: StagedRows, call: CallOptions): Promise<string>
  /** The operation that a start has left whose answer was lost, however it stands or ended; null when there is none. */
  find(staged: StagedRows, call: CallOptions): Promise<string | null>
  /**
   * Resolves when the operation has completed; tells how many rows it has so far. That it has says nothing of its rows.
   * @throws CodedError BULK_OPERATION_FAILED when it ended otherwise, with any of its rows carried out, or is not known
   * any more; SHOPIFY_ACCESS
   */
  finished(id: string, call: CallOptions, onObjects?: (count: number) => void): Promise<BulkResult>
  /**
   * Downloads the result into the folder and yields what became of the rows, at most 1,000 a page, in any order, each once. `rows`: how many
   * were staged; the operation's own count unless told.
   * @throws CodedError BULK_RESULT_INCOMPLETE, before anything is yielded, when a row is missing, there twice or no
   * JSON; SHOPIFY_ACCESS when the app lacks the scope
   */
  results(
    result: BulkResult & { rows?: number },
    folder: string,
    call: CallOptions,
  ): AsyncIterable<MetafieldsRow[]>
  /** An operation that has already ended is no error. What it has carried out stays. */
  cancel(id: string, call: CallOptions): Promise<void>
  /** Removes what {@link results} left of the operation in the folder. */
  discard(id: string, folder: string): Promise<void>
}

const PAGE_ROWS = 1_000

export function createBulkMetafields(operations: BulkOperations, tools: BulkTools): ShopifyBulkMetafields {
  const { failures } = tools
  return {
    stage: (rows, call) => uploadRows(variablesOf(rows), tools, call),

    begin(staged, call) {
      const document = documentOf(staged)
      const { stagedPath: path, clientIdentifier } = staged
      const variables = { mutation: document, path, clientIdentifier }
      const { RUN_BULK_MUTATION: operation } = documents
      const start = { document, operation, variables, schema: responses.runBulkMutation }
      return operations.begin(start, undefined, call)
    },

    find: (staged, call) => operations.find(documentOf(staged), call),

    finished: (id, call, onObjects) =>
      operations.finished(id, (rows) => `Shopify writes in bulk: ${rows} rows so far`, call, onObjects),

    async *results({ rows, ...result }, folder, call) {
      const expected = rows ?? result.objectCount
      const place = placeOf(result.id, folder)
      const renewedUrl = () => operations.urlOf(result.id, call)
      const file = await resultFile({ ...result, renewedUrl }, place, { ...tools, call })
      const flaw = await flawOf(file, expected, call.signal)
      if (flaw !== null) throw await incompleteResult(result.id, place, flaw, failures)
      if (file === null) return
      for await (const lines of linesOf(file, call.signal)) {
        for (let from = 0; from < lines.length; from += PAGE_ROWS)
          yield lines.slice(from, from + PAGE_ROWS).map((line) => rowOf(line, failures))
      }
    },

    cancel: (id, call) => operations.cancel(id, call),
    discard: discardResult,
  }
}

/** An operation shows neither its identifier nor its path, but its document, name included. */
function documentOf({ stagedPath, clientIdentifier }: StagedRows): string {
  const mark = createHash('sha256').update(`${clientIdentifier}\n${stagedPath}`).digest('hex')
  return documents.bulkMetafieldsSet(`SetMetafields${mark.slice(0, 32)}`)
}

async function* variablesOf(rows: Rows): AsyncGenerator<{ metafields: readonly MetafieldEntry[] }, void> {
  for await (const metafields of rows) {
    if (metafields.length > MAX_METAFIELDS_IN_CALL) {
      const text = `A row has ${metafields.length} metafields, at most ${MAX_METAFIELDS_IN_CALL} are allowed`
      throw new RangeError(text)
    }
    yield { metafields }
  }
}

/** Why a result is not the answer to so many rows, each once; null when it is. */
async function flawOf(file: string | null, rows: number, signal: AbortSignal): Promise<string | null> {
  const answered = new Uint8Array(rows)
  let lines = 0
  if (file !== null) {
    for await (const block of linesOf(file, signal)) {
      for (const line of block) {
        lines++
        const row = rowNumberOf(line)
        if (row === null) return `has no row number in line ${lines}`
        if (answered[row] !== 0)
          return answered[row] === 1 ? `has row ${row} twice` : `has row ${row} of ${rows}`
        answered[row] = 1
      }
    }
  }
  return lines === rows ? null : `lacks row ${answered.indexOf(0)}: it has ${lines} of ${rows}`
}

function rowNumberOf(line: string): number | null {
  try {
    const object: unknown = JSON.parse(line)
    const row = isObject(object) ? object['__lineNumber'] : null
    return Number.isSafeInteger(row) ? Number(row) : null
  } catch {
    return null
  }
}

function rowOf(line: string, failures: Failures): MetafieldsRow {
  const json: unknown = JSON.parse(line)
  const parsed = responses.metafieldsRow.safeParse(json)
  if (!parsed.success) {
    const what = describeIssues(parsed.error, json)
    throw failures.make(
      'UNEXPECTED_ANSWER',
      `Shopify answered a row of a bulk mutation in an unknown form: ${what}`,
    )
  }
  const { __lineNumber: row, data, errors } = parsed.data
  const list = errors ?? []
  const said = [...new Set(list.map(({ message }) => message))].join('; ')
  if (list.some(({ extensions }) => extensions?.code === 'ACCESS_DENIED'))
    throw failures.make('SHOPIFY_ACCESS', `Shopify refused row ${row} of a bulk mutation: ${said}`)
  if (list.length === 0 && data?.metafieldsSet)
    return { row, result: setResult(data.metafieldsSet.userErrors, failures) }
  return { row, result: { kind: 'rejected', entries: [], message: failures.redact(said || 'no answer') } }
}

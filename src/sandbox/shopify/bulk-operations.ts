import { type DownloadFile, signedPath } from './bulk-download.ts'
import { type BulkLine, bulkLines, scrambled } from './bulk-lines.ts'
import { mutationLines } from './bulk-mutation.ts'
import type { BulkOutcome, BulkUserError, ShopifyBulkOperation } from './bulk-operation.ts'
import { BulkRun } from './bulk-run.ts'
import { gid } from './gid.ts'
import type { ShopifyContext } from './resolver.ts'
import type { PreparedOperation } from './selections.ts'
import type { ShopifyWorld } from './shopify-world.ts'
import { StagedUploads } from './staged-uploads.ts'

/** Of each type. */
const MAX_RUNNING = 5
const FIRST_BULK_OPERATION_ID = 4_200_000_000_001
/** How long a result is kept and its address valid. */
const KEPT_MS = 7 * 86_400_000

interface BulkAnswer {
  bulkOperation: ShopifyBulkOperation | null
  userErrors: BulkUserError[]
}

interface StartedOperation {
  run: BulkRun
  outcome: BulkOutcome | undefined
}

/** Runs the shop's bulk queries and mutations; what is to be seen of them stands in the world's table. */
export class BulkOperations {
  /** The rows of mutations. */
  readonly uploads: StagedUploads
  readonly #shopify: ShopifyWorld
  readonly #now: () => number
  readonly #started = new Map<number, StartedOperation>()

  constructor(shopify: ShopifyWorld, now: () => number) {
    this.uploads = new StagedUploads(shopify.identity, now)
    this.#shopify = shopify
    this.#now = now
  }

  start(prepared: PreparedOperation | string[], query: string, groupObjects: boolean): BulkAnswer {
    if (Array.isArray(prepared)) {
      const errors = prepared.map((message): BulkUserError => ({
        field: ['query'],
        message,
        code: 'INVALID',
      }))
      return refused(...errors)
    }
    const busy = this.#busy('QUERY')
    if (busy !== undefined) return refused(busy)
    const inOrder = bulkLines(prepared, this.#context())
    const isInOrder = groupObjects || !this.#shopify.bulk.scramblesChildren
    return this.#run('QUERY', query, isInOrder ? inOrder : scrambled(inOrder, query))
  }

  /** The checks come in the order in which they were recorded. */
  startMutation(
    prepared: PreparedOperation | BulkUserError[],
    mutation: string,
    stagedUploadPath: string,
  ): BulkAnswer {
    if (Array.isArray(prepared)) return refused(...prepared)
    const rows = this.uploads
      .fileOf(stagedUploadPath)
      ?.split('\n')
      .filter((row) => row.trim() !== '')
    if (rows?.length === 0) return refused(EMPTY_FILE)
    const busy = this.#busy('MUTATION')
    if (busy !== undefined) return refused(busy)
    if (rows === undefined) return refused(NO_SUCH_FILE)
    return this.#run('MUTATION', mutation, mutationLines(prepared, rows, this.#context()))
  }

  #run(type: ShopifyBulkOperation['type'], query: string, lines: Iterator<BulkLine>): BulkAnswer {
    const { bulkOperations, nextBulkOutcomes } = this.#shopify
    const operation = bulkOperations.add({
      id: bulkOperations.nextId(FIRST_BULK_OPERATION_ID),
      type,
      status: 'CREATED',
      errorCode: null,
      query,
      createdAt: this.#now(),
      completedAt: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
      url: null,
      partialDataUrl: null,
    })
    const outcome = nextBulkOutcomes.shift()
    const isCutShort = outcome !== undefined && outcome.status !== 'EXPIRED'
    const maxLines = isCutShort ? (outcome.afterObjects ?? 0) : Number.POSITIVE_INFINITY
    const run = new BulkRun(lines, maxLines, this.#now)
    // What a query reads is there from the start, and is shown as time passes; rows are carried out only then.
    if (type === 'QUERY') run.allow(Number.POSITIVE_INFINITY)
    this.#started.set(operation.id, { run, outcome })
    return { bulkOperation: operation, userErrors: [] }
  }

  cancel(id: number): BulkAnswer {
    const operation = this.#shopify.bulkOperations.get(id)
    if (operation === undefined) {
      return {
        bulkOperation: null,
        userErrors: [{ field: ['id'], message: 'Bulk operation does not exist' }],
      }
    }
    if (!isUnfinished(operation)) {
      const message = `A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`
      return { bulkOperation: operation, userErrors: [{ field: null, message }] }
    }
    operation.status = 'CANCELING'
    this.#started.get(id)?.run.stop()
    return { bulkOperation: operation, userErrors: [] }
  }

  /** Brings every operation up to the clock; due before each request. @throws what made an operation impossible. */
  advance(): void {
    for (const [id, started] of this.#started) {
      const operation = this.#shopify.bulkOperations.get(id)
      if (operation === undefined) continue
      if (started.run.defect !== undefined) throw started.run.defect
      this.#advance(operation, started)
    }
  }

  /** The result of an operation, while there is one. */
  fileOf(id: number): DownloadFile | undefined {
    const run = this.#started.get(id)?.run
    return run?.file === undefined ? undefined : { file: run.file, bytes: run.bytes }
  }

  /** Ends what is running and gives every file back. */
  async close(): Promise<void> {
    const started = [...this.#started.values()]
    this.#started.clear()
    await Promise.all(started.map(({ run }) => run.close()))
  }

  #context(): ShopifyContext {
    return { shopify: this.#shopify, bulk: this, origin: '', searches: [] }
  }

  /** Why no further operation of the type starts. */
  #busy(type: ShopifyBulkOperation['type']): BulkUserError | undefined {
    const running = this.#shopify.bulkOperations.records.filter(
      (operation) => operation.type === type && isUnfinished(operation),
    )
    if (running.length < MAX_RUNNING) return undefined
    const ids = running.map(({ id }) => gid('BulkOperation', id)).join(', ')
    const message = `A bulk ${type.toLowerCase()} operation for this app and shop is already in progress: ${ids}.`
    return { field: null, message, code: 'OPERATION_IN_PROGRESS' }
  }

  #advance(operation: ShopifyBulkOperation, { run, outcome }: StartedOperation): void {
    const { status, completedAt, createdAt } = operation
    if (status === 'CANCELING') operation.status = 'CANCELED'
    if (status === 'COMPLETED' && this.#now() >= (completedAt ?? createdAt) + KEPT_MS) {
      expire(operation)
    }
    if (status !== 'CREATED' && status !== 'RUNNING') return

    const { objectsPerSecond, rowsPerSecond } = this.#shopify.bulk
    const pace = operation.type === 'QUERY' ? objectsPerSecond : rowsPerSecond
    const isPaced = Number.isFinite(pace)
    const due = isPaced ? Math.floor(((this.#now() - createdAt) * pace) / 1000) : Number.POSITIVE_INFINITY
    if (operation.type === 'MUTATION') run.allow(due)
    operation.status = 'RUNNING'
    operation.objectCount = Math.min(run.lines, due)
    operation.rootObjectCount = Math.floor((run.roots * operation.objectCount) / Math.max(1, run.lines))
    if (run.writtenAt === undefined || due < run.lines || outcome?.status === 'RUNNING') return

    const endedAt = isPaced ? createdAt + Math.ceil((run.lines * 1000) / pace) : createdAt
    this.#settle(operation, run, outcome, Math.max(endedAt, run.writtenAt))
  }

  #settle(
    operation: ShopifyBulkOperation,
    run: BulkRun,
    outcome: BulkOutcome | undefined,
    endedAt: number,
  ): void {
    const failure = run.errorCode ?? (outcome?.status === 'FAILED' ? outcome.errorCode : undefined)
    const secret = this.#shopify.identity.clientSecret
    const url = run.bytes === 0 ? null : signedPath(operation.id, endedAt + KEPT_MS, secret)
    if (failure !== undefined) {
      operation.status = 'FAILED'
      operation.errorCode = failure
      operation.partialDataUrl = url
      return
    }
    if (outcome?.status === 'CANCELED') {
      operation.status = 'CANCELED'
      return
    }
    operation.status = 'COMPLETED'
    operation.completedAt = endedAt
    operation.url = url
    operation.fileSize = run.bytes === 0 ? null : run.bytes
    if (outcome?.status === 'EXPIRED') expire(operation)
  }
}

const EMPTY_FILE: BulkUserError = {
  field: null,
  message: 'The input file is empty.',
  code: 'INVALID_STAGED_UPLOAD_FILE',
}

const NO_SUCH_FILE: BulkUserError = {
  field: null,
  message:
    "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.",
  code: 'NO_SUCH_FILE',
}

function refused(...userErrors: BulkUserError[]): BulkAnswer {
  return { bulkOperation: null, userErrors }
}

function isUnfinished({ status }: ShopifyBulkOperation): boolean {
  return status === 'CREATED' || status === 'RUNNING' || status === 'CANCELING'
}

function expire(operation: ShopifyBulkOperation): void {
  operation.status = 'EXPIRED'
  operation.url = null
}

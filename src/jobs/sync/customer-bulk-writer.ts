import { CodedError, messageOf, type ErrorCode } from '../../errors.ts'
import { chunksOf } from './chunks.ts'
import { weightOfPlan, written, type ConcludedCustomer, type PlannedCustomer } from './customer-items.ts'
import { entriesOfAll, outcomesOf, rowsOf } from './customer-rows.ts'
import type { CustomerWriter, CustomerWrites } from './customer-writer.ts'
import { MOST_CUSTOMERS } from './customer-values.ts'
import { noteReached, type Intent } from './write-intents.ts'
import { WriteSteps } from './write-steps.ts'

const WRITING = 'writing in bulk'
/** An answer to a bulk write is noted so many rows at a time. */
const ROWS_AT_A_TIME = 100

/** What a bulk write had reached when its intent was stored last. */
interface BulkPayload {
  rows: PlannedCustomer[][]
  stagedPath?: string
  operationId?: string
}

/** Failures after which an operation answers nothing more: what it has carried out is found by reading. */
const ENDED: ReadonlySet<ErrorCode> = new Set([
  'BULK_OPERATION_FAILED',
  'BULK_RESULT_INCOMPLETE',
  'SHOPIFY_ACCESS',
  'SHOPIFY_REFUSED',
  'UNEXPECTED_ANSWER',
])

function hasEnded(error: unknown): error is CodedError {
  return error instanceof CodedError && ENDED.has(error.code)
}

/**
 * Sets metafields of many customers by one bulk operation; none is to be removed. It goes on at Shopify whatever becomes of the run, which
 * finds it again by its intent; what it did not write goes by the calls of a {@link CustomerWriter}.
 */
export class CustomerBulkWriter {
  readonly #writes: CustomerWrites
  readonly #steps: WriteSteps<PlannedCustomer, ConcludedCustomer>
  readonly #writer: CustomerWriter

  constructor(writes: CustomerWrites, writer: CustomerWriter) {
    this.#writes = writes
    this.#steps = new WriteSteps(writes, weightOfPlan)
    this.#writer = writer
  }

  /** @throws CodedError WRITES_DISABLED, and of the client */
  async write(customers: readonly PlannedCustomer[]): Promise<void> {
    this.#writes.context.progress.call.signal.throwIfAborted()
    const payloadOf = (chosen: PlannedCustomer[]): BulkPayload => ({ rows: rowsOf(chosen) })
    const { intent, confirmed, changed } = await this.#steps.intend('BULK_METAFIELDS', customers, payloadOf)
    const left = intent ? await this.#carryOut(intent.id, payloadOf(confirmed), new Set()) : []
    for (const row of rowsOf(await this.#steps.readAgain([...changed, ...left], WRITING)))
      await this.#writer.write(row)
  }

  /**
   * Waits for the operation that a run which was cut off had begun, and notes what it wrote. What it did not write, or
   * was not begun, is left to be planned afresh. `done`: the customers that this job has listed.
   */
  async resolve(intent: Intent, done: ReadonlySet<string>): Promise<void> {
    const payload = intent.payload as BulkPayload
    const operationId = await this.#operationOf(intent)
    if (operationId === null) await this.#steps.close(intent.id)
    else await this.#carryOut(intent.id, { ...payload, operationId }, new Set(done))
  }

  /** Ends the operation of a cancelled run, and notes what it had written until then. */
  async end(intent: Intent, done: ReadonlySet<string>): Promise<void> {
    await this.#stop(intent)
    await this.#concludeTaken(intent.id, intent.payload as BulkPayload, done)
  }

  /** Ends what a job has left that goes on with it no more, and says in its ledger what it had written. */
  async settle(intent: Intent): Promise<void> {
    await this.#stop(intent)
    await this.#writer.settle(intent, (intent.payload as BulkPayload).rows.flat())
  }

  async #stop(intent: Intent): Promise<void> {
    const { context, call } = this.#writes
    const { bulkMetafields } = context.platforms.SHOPIFY.client
    const operationId = await this.#operationOf(intent)
    if (operationId === null) return
    await bulkMetafields.cancel(operationId, call)
    await bulkMetafields.finished(operationId, call).catch((error: unknown) => {
      if (!hasEnded(error)) throw error
    })
  }

  /** Null when none was begun. */
  async #operationOf({ jobId, payload }: Intent): Promise<string | null> {
    const { stagedPath, operationId } = payload as BulkPayload
    if (operationId !== undefined) return operationId
    if (stagedPath === undefined) return null
    const { context, call } = this.#writes
    const staged = { stagedPath, clientIdentifier: identifierOf(jobId) }
    return context.platforms.SHOPIFY.client.bulkMetafields.find(staged, call)
  }

  /** Begins the operation unless it is under way; notes what it wrote and returns whom it did not write. */
  async #carryOut(intent: number, payload: BulkPayload, done: Set<string>): Promise<PlannedCustomer[]> {
    const { context, ledger } = this.#writes
    const { platforms, progress } = context
    const { client, downloads } = platforms.SHOPIFY
    // Waiting for it may be broken off at once: it goes on at Shopify.
    const { call } = progress
    const { rows } = payload
    const left: PlannedCustomer[] = []
    try {
      const operationId = payload.operationId ?? (await this.#begin(intent, rows))
      const result = await client.bulkMetafields.finished(operationId, call)
      const pages = client.bulkMetafields.results({ ...result, rows: rows.length }, downloads, call)
      for await (const page of pages) {
        for (const some of chunksOf(page, ROWS_AT_A_TIME)) {
          const outcomes = some.map(({ row, result: of }) => outcomesOf(rows[row]!, of))
          left.push(...outcomes.flatMap((outcome) => outcome.left))
          const concluded = outcomes
            .flatMap((outcome) => outcome.concluded)
            .filter(({ result: { key } }) => !done.has(key))
          await ledger.conclude(concluded, { phase: WRITING })
          for (const { result: of } of concluded) done.add(of.key)
        }
      }
      await this.#steps.close(intent)
      await client.bulkMetafields.discard(operationId, downloads)
      return left
    } catch (error) {
      if (!hasEnded(error)) throw error
      await progress.log('WARN', `${messageOf(error)}. What it had written is looked up at Shopify`)
      return this.#concludeTaken(intent, payload, done)
    }
  }

  async #begin(intent: number, rows: readonly PlannedCustomer[][]): Promise<string> {
    const { progress, platforms, jobId } = this.#writes.context
    const { bulkMetafields } = platforms.SHOPIFY.client
    const { call } = progress
    const sets = rows.map((row) => entriesOfAll(row).set)
    const stagedPath = await bulkMetafields.stage(sets, call)
    await progress.guarded((tx) => noteReached(tx, intent, { stagedPath }))
    const operationId = await bulkMetafields.begin(
      { stagedPath, clientIdentifier: identifierOf(jobId) },
      call,
    )
    await progress.guarded((tx) => noteReached(tx, intent, { operationId }))
    return operationId
  }

  /**
   * Notes whom an operation that has ended wrote, by reading; returns the others. The intent is closed when all are read,
   * so one that is broken off goes on with those who are not listed yet.
   */
  async #concludeTaken(
    intent: number,
    { rows }: BulkPayload,
    done: ReadonlySet<string>,
  ): Promise<PlannedCustomer[]> {
    const open = rows.flat().filter(({ item }) => !done.has(item.key))
    const left: PlannedCustomer[] = []
    for (const chunk of chunksOf(open, MOST_CUSTOMERS)) {
      const { taken, missed } = await this.#writer.reached(chunk)
      await this.#writes.ledger.conclude(taken.map(written), { phase: WRITING })
      left.push(...missed)
    }
    await this.#steps.close(intent)
    return left
  }
}

function identifierOf(jobId: number): string {
  return `synctrack-job-${jobId}`
}

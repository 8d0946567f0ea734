import { sightedIn } from '../sightings.ts'
import { chunksOf, workThrough } from './chunks.ts'
import { CustomerBulkWriter } from './customer-bulk-writer.ts'
import type { PlannedCustomer } from './customer-items.ts'
import { rowsOf } from './customer-rows.ts'
import { CustomerWriter, type CustomerWrites } from './customer-writer.ts'
import { findAbandoned, findIntents } from './write-intents.ts'

const CALLS_AT_A_TIME = 3
/** Customers in one bulk operation: their file stays far below Shopify's 100 MB. */
const MOST_IN_BULK = 100_000

/** Writes customers, few by calls and many in bulk, and ends what earlier runs have begun. */
export class CustomerWriting {
  readonly #context: CustomerWrites['context']
  readonly #writer: CustomerWriter
  readonly #bulkWriter: CustomerBulkWriter

  constructor(writes: CustomerWrites) {
    this.#context = writes.context
    this.#writer = new CustomerWriter(writes)
    this.#bulkWriter = new CustomerBulkWriter(writes, this.#writer)
  }

  /** @throws CodedError WRITES_DISABLED, and of the client when Shopify takes no writes at all */
  async write(plans: readonly PlannedCustomer[]): Promise<void> {
    const { customersInBulkFrom } = this.#context.platforms.SHOPIFY.sync
    // Shopify removes metafields by calls alone, and what is set and what is removed of a customer goes together.
    const setting = plans.filter(({ change }) => Object.values(change).every((value) => value !== null))
    const inBulk = setting.length >= customersInBulkFrom ? setting : []
    for (const part of chunksOf(inBulk, MOST_IN_BULK)) await this.#bulkWriter.write(part)
    const done = new Set(inBulk)
    const rest = plans.filter((plan) => !done.has(plan))
    await workThrough(rowsOf(rest), CALLS_AT_A_TIME, (row) => this.#writer.write(row))
  }

  /** Ends what earlier runs of this job had begun to write; an operation in bulk is waited for. */
  async resolve(): Promise<void> {
    await this.#each((intent, done) => this.#bulkWriter.resolve(intent, done))
  }

  /** Ends what a cancelled run had begun to write; an operation in bulk is cancelled. */
  async end(): Promise<void> {
    await this.#each((intent, done) => this.#bulkWriter.end(intent, done))
  }

  /** Ends what other jobs ended without knowing. */
  async settleAbandoned(accountId: number): Promise<void> {
    const db = this.#context.em.getKysely<unknown>()
    for (const intent of await findAbandoned(db, { accountId, kind: 'BULK_METAFIELDS' }))
      await this.#bulkWriter.settle(intent)
    for (const intent of await findAbandoned(db, { accountId, kind: 'METAFIELDS' }))
      await this.#writer.settle(intent, intent.payload as PlannedCustomer[])
  }

  async #each(endBulk: CustomerBulkWriter['resolve']): Promise<void> {
    const { jobId, em } = this.#context
    const db = em.getKysely<unknown>()
    const done = await sightedIn(db, jobId)
    for (const intent of await findIntents(db, jobId)) {
      if (intent.kind === 'METAFIELDS') await this.#writer.resolve(intent, done)
      if (intent.kind === 'BULK_METAFIELDS') await endBulk(intent, done)
    }
  }
}

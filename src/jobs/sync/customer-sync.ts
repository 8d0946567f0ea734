import type { Kysely } from 'kysely'
import { CodedError, ERROR_CODES, type ErrorCode } from '../../errors.ts'
import { MAX_METAFIELDS_IN_CALL } from '../../integrations/shopify/metafields.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { addWeight, implausibility, NO_WEIGHT } from './breaker.ts'
import { chunksOf } from './chunks.ts'
import { CUSTOMER_FIELDS } from './customer-decision.ts'
import { cleared, notWritten, planOf, withoutWrite, written, type PlannedCustomer } from './customer-items.ts'
import { CustomerLedger, type CustomerSyncCheckpoint } from './customer-ledger.ts'
import { findCustomers, readCustomers, type SyncedCustomer } from './customer-reading.ts'
import { CustomerBulkWriter } from './customer-bulk-writer.ts'
import { rowsOf } from './customer-rows.ts'
import { CustomerWriter } from './customer-writer.ts'
import { findUnlinked, weighUnlinked } from './published-customers.ts'
import type { Selection } from './product-reading.ts'
import { sightedIn } from '../sightings.ts'
import { closeIntent, findAbandoned, findIntents, Grace } from './write-intents.ts'

/** Mappings that are read together: of Nhanh in five questions, of Shopify in two. */
const PAGE = 500
const PAGES_AT_A_TIME = 3
const CALLS_AT_A_TIME = 3
/** Customers in one bulk operation: their file stays far below Shopify's 100 MB. */
const MOST_IN_BULK = 100_000
/** Customers whose metafields one call removes. */
const CLEARED_AT_A_TIME = Math.floor(MAX_METAFIELDS_IN_CALL / CUSTOMER_FIELDS.length)

export interface CustomerSyncOptions {
  selection: Selection
  dryRun: boolean
  /** A person has seen the plan: it is not weighed, and totals that fell are written. */
  force: boolean
  /** Also removes what is shown of customers who are linked no more. */
  clearsUnlinked: boolean
}

/**
 * Removes what is shown of customers who are linked no more; reads both platforms, plans, weighs the whole plan, and writes
 * it, unless it is a dry run. What a run before this one has done is not done again.
 * @throws CodedError IMPLAUSIBLE_CHANGE, WRITES_DISABLED, and of the clients
 */
export async function runCustomerSync(
  context: JobContext<object>,
  options: CustomerSyncOptions,
): Promise<void> {
  using grace = new Grace(context.signal)
  await new CustomerSync(context, options, grace.signal).run()
}

/** Ends what a cancelled run had begun to write. */
export async function endCustomerSync(context: CancelledContext<object>): Promise<void> {
  const options = { selection: [], dryRun: false, force: false, clearsUnlinked: false }
  await new CustomerSync(context, options, context.signal).end()
}

type Context = Pick<JobContext<object>, 'jobId' | 'em' | 'progress' | 'platforms' | 'checkpoint' | 'signal'>

class CustomerSync {
  readonly #context: Context
  readonly #options: CustomerSyncOptions
  readonly #pair: AccountPair
  readonly #db: Kysely<unknown>
  readonly #namespace: string
  readonly #ledger: CustomerLedger
  readonly #writer: CustomerWriter
  readonly #bulkWriter: CustomerBulkWriter

  constructor(context: Context, options: CustomerSyncOptions, writeSignal: AbortSignal) {
    const { NHANH, SHOPIFY } = context.platforms
    this.#context = context
    this.#options = options
    this.#pair = { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
    this.#db = context.em.getKysely<unknown>()
    this.#namespace = SHOPIFY.sync.metafieldNamespace
    this.#ledger = new CustomerLedger(context, {
      shopifyAccountId: SHOPIFY.accountId,
      namespace: this.#namespace,
      dryRun: options.dryRun,
      checkpoint: (context.checkpoint as CustomerSyncCheckpoint | null) ?? FIRST,
    })
    const writes = {
      context,
      pair: this.#pair,
      ledger: this.#ledger,
      call: { ...context.progress.call, signal: writeSignal },
      force: options.force,
    }
    this.#writer = new CustomerWriter(writes)
    this.#bulkWriter = new CustomerBulkWriter(writes, this.#writer)
  }

  async end(): Promise<void> {
    const { jobId } = this.#context
    const done = await sightedIn(this.#db, jobId)
    for (const intent of await findIntents(this.#db, jobId)) {
      if (intent.kind === 'METAFIELDS') await this.#writer.resolve(intent)
      if (intent.kind === 'BULK_METAFIELDS') await this.#bulkWriter.end(intent, done)
    }
  }

  /** Ends what earlier runs of this job had begun to write, and what other jobs have left. */
  async #resolve(): Promise<void> {
    const { jobId, progress } = this.#context
    const done = await sightedIn(this.#db, jobId)
    for (const intent of await findIntents(this.#db, jobId)) {
      if (intent.kind === 'METAFIELDS') await this.#writer.resolve(intent)
      if (intent.kind === 'BULK_METAFIELDS') await this.#bulkWriter.resolve(intent, done)
    }
    const { shopifyAccountId: accountId } = this.#pair
    for (const intent of await findAbandoned(this.#db, { accountId, kind: 'BULK_METAFIELDS' }))
      await this.#bulkWriter.settle(intent)
    for (const { id } of await findAbandoned(this.#db, { accountId, kind: 'METAFIELDS' }))
      await progress.guarded((tx) => closeIntent(tx, id))
  }

  async run(): Promise<void> {
    const { jobId, progress, platforms } = this.#context
    if (!this.#options.dryRun) await this.#resolve()
    if (this.#ledger.doubt !== null) throw new CodedError('IMPLAUSIBLE_CHANGE', this.#ledger.doubt)
    const done = await sightedIn(this.#db, jobId)
    const customers = (await this.#find()).filter(({ customerId }) => !done.has(customerId))
    const { clearsUnlinked, force, dryRun } = this.#options
    const unlinked = clearsUnlinked
      ? await weighUnlinked(this.#db, this.#pair, this.#namespace)
      : { count: 0, doubt: null }
    await progress.describe({ total: customers.length + done.size + unlinked.count, phase: 'reading' })
    if (unlinked.doubt && !force) {
      if (!dryRun) throw unlinked.doubt
      await this.#warn(unlinked.doubt.code, unlinked.doubt.message)
    }
    if (unlinked.count > 0) await this.#clearUnlinked()
    const plans = await this.#plan(customers)
    const weight = plans.map((plan) => written(plan).weight).reduce(addWeight, this.#ledger.weight)
    const isFree = this.#options.force || plans.length === 0
    const isWhole = this.#options.selection === 'ALL'
    const doubt = isFree ? null : implausibility(weight, isWhole, 'spent in total')
    if (this.#options.dryRun) {
      if (doubt) await this.#warn(doubt.code, doubt.message)
      for (const page of chunksOf(plans, PAGE))
        await this.#ledger.conclude(page.map(written), { phase: 'listing the plan' })
      return
    }
    if (doubt) {
      for (const page of chunksOf(plans, PAGE)) {
        const listed = page.map((plan) => notWritten(plan, 'SKIPPED', doubt.code, doubt.message))
        await this.#ledger.conclude(listed, { phase: 'listing the plan', doubt: doubt.message })
      }
      throw doubt
    }
    if (plans.length === 0) return
    // From here on there is something to go on from, or to cancel.
    await this.#ledger.conclude([], { phase: 'writing' })
    await this.#writer.requireWrites()
    const definitions = CUSTOMER_FIELDS.map((field) => ({ ...field, namespace: this.#namespace }))
    await platforms.SHOPIFY.client.metafields.define(definitions, progress.call)
    await this.#write(plans)
  }

  async #find(): Promise<SyncedCustomer[]> {
    const limit = PAGES_AT_A_TIME * PAGE
    const found: SyncedCustomer[] = []
    for (;;) {
      const page = await findCustomers(this.#db, this.#pair, {
        selection: this.#options.selection,
        after: found.at(-1)?.mappingId ?? 0,
        limit,
        namespace: this.#namespace,
      })
      found.push(...page)
      if (page.length < limit) return found
    }
  }

  /** What was written about somebody else must go, before anything new is written. */
  async #clearUnlinked(): Promise<void> {
    const { platforms, progress, signal } = this.#context
    const { metafields } = platforms.SHOPIFY.client
    const phase = 'removing what is linked no more'
    for (let after = ''; ;) {
      signal.throwIfAborted()
      const limit = CLEARED_AT_A_TIME
      const unlinked = await findUnlinked(this.#db, this.#pair, { namespace: this.#namespace, limit, after })
      if (unlinked.length === 0) return
      if (!this.#options.dryRun) {
        await this.#writer.requireWrites()
        const entries = unlinked.flatMap(({ customerId, namespace }) =>
          CUSTOMER_FIELDS.map(({ key }) => ({ ownerId: customerId, namespace, key })),
        )
        await metafields.remove(entries, progress.call)
      }
      await this.#ledger.conclude(unlinked.map(cleared), { phase, cleared: unlinked })
      const last = unlinked.at(-1)!
      after = `${last.customerId} ${last.namespace}`
    }
  }

  /** Reads everybody, notes what needs no write, and returns the rest. */
  async #plan(customers: readonly SyncedCustomer[]): Promise<PlannedCustomer[]> {
    const { platforms, progress, signal } = this.#context
    const options = { call: progress.call, force: this.#options.force }
    const plans: PlannedCustomer[] = []
    for (const pages of chunksOf(chunksOf(customers, PAGE), PAGES_AT_A_TIME)) {
      signal.throwIfAborted()
      const reads = await Promise.all(pages.map((page) => readCustomers(platforms, page, options)))
      for (const page of reads) {
        const settled = page.filter((read) => planOf(read) === null)
        plans.push(...page.flatMap((read) => planOf(read) ?? []))
        if (settled.length > 0) await this.#ledger.conclude(settled.map(withoutWrite), { phase: 'reading' })
      }
    }
    return plans
  }

  async #write(plans: readonly PlannedCustomer[]): Promise<void> {
    const { customersInBulkFrom } = this.#context.platforms.SHOPIFY.sync
    if (plans.length >= customersInBulkFrom) {
      for (const part of chunksOf(plans, MOST_IN_BULK)) await this.#bulkWriter.write(part)
      return
    }
    const waiting = rowsOf(plans)
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await this.#writer.write(next)
    }
    const ends = await Promise.allSettled(Array.from({ length: CALLS_AT_A_TIME }, work))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** Once, however often the run goes on. */
  async #warn(code: ErrorCode, message: string): Promise<void> {
    const { progress } = this.#context
    if (progress.warnings.some((warning) => warning.code === code)) return
    await progress.warn({ code, message, retryable: ERROR_CODES[code].retryable })
  }
}

const FIRST: CustomerSyncCheckpoint = { weight: NO_WEIGHT, customersWritten: 0, doubt: null }

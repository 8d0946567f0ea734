import type { Kysely } from 'kysely'
import { MAX_METAFIELDS_IN_CALL } from '../../integrations/shopify/metafields.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { sightedIn } from '../sightings.ts'
import { implausibility, Weighing } from './breaker.ts'
import { chunksOf } from './chunks.ts'
import { CUSTOMER_FIELDS } from './customer-decision.ts'
import {
  cleared,
  clearingDrifted,
  leftAlone,
  notWritten,
  planOf,
  withoutWrite,
  written,
  type ConcludedCustomer,
  type PlannedCustomer,
} from './customer-items.ts'
import { customerLedger } from './customer-ledger.ts'
import type { SyncedCustomer } from './customer-reading.ts'
import { MOST_CUSTOMERS, readValues } from './customer-values.ts'
import { CustomerWriting } from './customer-writing.ts'
import { MappedCustomers } from './mapped-customers.ts'
import { findRelinked, findUnlinked, weighUnlinked } from './published-customers.ts'
import { sightedAs } from './item-results.ts'
import { isPlan, type Selection } from './selection.ts'
import { readUnlinkedSince, UNLINKED_SINCE } from './shown-plan.ts'
import { firstCheckpoint, type SyncCheckpoint, type SyncLedger } from './sync-ledger.ts'
import { Grace } from './write-intents.ts'

/** Mappings that are read together: of Nhanh in five questions, of Shopify in two. */
const PAGE = 500
const PAGES_AT_A_TIME = 3
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
  readonly #customers: MappedCustomers
  readonly #weighing: Weighing
  readonly #ledger: SyncLedger<ConcludedCustomer>
  readonly #writing: CustomerWriting

  constructor(context: Context, options: CustomerSyncOptions, writeSignal: AbortSignal) {
    const { jobId, progress, platforms, em, checkpoint } = context
    const { NHANH, SHOPIFY } = platforms
    const { selection, dryRun, force } = options
    this.#context = context
    this.#options = options
    this.#pair = { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
    this.#db = em.getKysely<unknown>()
    this.#namespace = SHOPIFY.sync.metafieldNamespace
    this.#ledger = customerLedger(
      context,
      (checkpoint as SyncCheckpoint | null) ?? firstCheckpoint('CUSTOMER', dryRun),
    )
    this.#customers = new MappedCustomers({
      jobId,
      db: this.#db,
      pair: this.#pair,
      platforms,
      call: progress.call,
      force,
      ...(isPlan(selection) && selection),
    })
    // A plan that a person has seen and applies is not weighed.
    this.#weighing = new Weighing((total) =>
      force || isPlan(selection) ? null : implausibility(total, selection === 'ALL', 'spent in total'),
    )
    this.#writing = new CustomerWriting({
      context,
      plans: this.#customers,
      ledger: this.#ledger,
      weighing: this.#weighing,
      call: { ...progress.call, signal: writeSignal },
    })
  }

  async end(): Promise<void> {
    await this.#writing.end()
  }

  async run(): Promise<void> {
    const { jobId, progress, platforms } = this.#context
    const { clearsUnlinked, force, dryRun, selection } = this.#options
    if (!dryRun) {
      await this.#writing.resolve()
      await this.#writing.settleAbandoned(this.#pair.shopifyAccountId)
    }
    const done = await sightedIn(this.#db, jobId)
    const customers = (await this.#find()).filter(({ customerId }) => !done.has(customerId))
    const { shopifyAccountId } = this.#pair
    const unlinkedSince = (
      await readUnlinkedSince(this.#db, selection, { kind: 'CUSTOMER', shopifyAccountId })
    )
      .filter(({ key }) => !done.has(key))
      .map((item) => leftAlone(item, UNLINKED_SINCE))
    const relinked = (await findRelinked(this.#db, this.#clearing))
      .map(clearingDrifted)
      .filter(({ result }) => !done.has(sightedAs(result)))
    const drifted = [...unlinkedSince, ...relinked]
    const toClear = clearsUnlinked ? await weighUnlinked(this.#db, this.#clearing) : { count: 0, doubt: null }
    const total = customers.length + drifted.length + done.size + toClear.count
    await progress.describe({ total, phase: 'reading' })
    await this.#ledger.concludeAll(drifted, { phase: 'reading' })
    if (toClear.doubt && !force && !isPlan(selection)) {
      if (!dryRun) throw toClear.doubt
      await this.#ledger.warn(toClear.doubt.code, toClear.doubt.message)
    }
    if (toClear.count > 0) await this.#clearUnlinked()
    const plans = await this.#plan(customers)
    if (!(await this.#ledger.approves(plans, this.#weighing, { written, notWritten }))) return
    if (plans.length === 0) return
    // From here on there is something to go on from, or to cancel.
    await this.#ledger.conclude([], { phase: 'writing' })
    await progress.guarded((tx) => this.#customers.requireWrites(tx))
    const definitions = CUSTOMER_FIELDS.map((field) => ({ ...field, namespace: this.#namespace }))
    await platforms.SHOPIFY.client.metafields.define(definitions, progress.call)
    await this.#writing.write(plans)
  }

  get #clearing() {
    const { selection } = this.#options
    return { ...this.#pair, namespace: this.#namespace, ...(isPlan(selection) && selection) }
  }

  async #find(): Promise<SyncedCustomer[]> {
    const limit = PAGES_AT_A_TIME * PAGE
    const { selection } = this.#options
    const found: SyncedCustomer[] = []
    for (;;) {
      const page = await this.#customers.find({ selection, after: found.at(-1)?.mappingId ?? 0, limit })
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
      const unlinked = await findUnlinked(this.#db, this.#clearing, { limit: MOST_CUSTOMERS, after })
      if (unlinked.length === 0) return
      const present = await readValues(metafields, unlinked, (one) => one.customerId, progress.call)
      for (const people of chunksOf(unlinked, CLEARED_AT_A_TIME)) {
        signal.throwIfAborted()
        if (!this.#options.dryRun) {
          await progress.guarded((tx) => this.#customers.requireWrites(tx))
          const entries = people.flatMap(({ customerId, namespace }) =>
            CUSTOMER_FIELDS.map(({ key }) => ({ ownerId: customerId, namespace, key })),
          )
          await metafields.remove(entries, progress.call)
        }
        const items = people.map((one) => cleared(one, present.get(one) ?? null))
        await this.#ledger.conclude(items, { phase })
      }
      const last = unlinked.at(-1)!
      after = `${last.customerId} ${last.namespace}`
    }
  }

  /** Reads everybody, notes what needs no write, and returns the rest. */
  async #plan(customers: readonly SyncedCustomer[]): Promise<PlannedCustomer[]> {
    const plans: PlannedCustomer[] = []
    for (const pages of chunksOf(chunksOf(customers, PAGE), PAGES_AT_A_TIME)) {
      this.#context.signal.throwIfAborted()
      for (const page of await Promise.all(pages.map((one) => this.#customers.read(one)))) {
        const settled: ConcludedCustomer[] = []
        for (const read of page) {
          const plan = planOf(read)
          if (plan) plans.push(plan)
          else settled.push(withoutWrite(read))
        }
        await this.#ledger.concludeAll(settled, { phase: 'reading' })
      }
    }
    return plans
  }
}

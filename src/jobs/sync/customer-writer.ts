import type { Kysely } from 'kysely'
import { CodedError, messageOf } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import { MAX_METAFIELDS_IN_CALL, type MetafieldsSetResult } from '../../integrations/shopify/metafields.ts'
import type { JobContext } from '../define-job.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { chunksOf } from './chunks.ts'
import { hasTaken } from './customer-decision.ts'
import { notWritten, planOf, withoutWrite, written, type PlannedCustomer } from './customer-items.ts'
import type { CustomerLedger } from './customer-ledger.ts'
import { findCustomers, MOST_CUSTOMERS, readCustomers } from './customer-reading.ts'
import { entriesOfAll, outcomesOf } from './customer-rows.ts'
import { noteMayShow } from './published-customers.ts'
import { closeIntent, leavesOpen, openIntent, type Intent } from './write-intents.ts'
import { requireWrites } from './write-switch.ts'

const WRITING = 'writing'

/** What writing customers needs of the run that it is for. */
export interface CustomerWrites {
  context: Pick<JobContext<object>, 'jobId' | 'em' | 'progress' | 'platforms'>
  pair: AccountPair
  ledger: CustomerLedger
  /** Outlives the job's own signal by a few seconds. */
  call: CallOptions
  /** Writes totals that fell by more than half too. */
  force: boolean
}

/**
 * Writes metafields in three steps: the intent is stored, the write is sent, and what became of it is stored with its
 * ledger lines. To set a metafield twice does no harm, so what was cut off is read, and planned again.
 */
export class CustomerWriter {
  readonly #writes: CustomerWrites
  readonly #namespace: string

  constructor(writes: CustomerWrites) {
    this.#writes = writes
    this.#namespace = writes.context.platforms.SHOPIFY.sync.metafieldNamespace
  }

  /**
   * Writes customers, as many as fit into one call (see rowsOf), and notes what became of each.
   * @throws CodedError WRITES_DISABLED, and of the client when Shopify takes no writes at all
   */
  async write(customers: readonly PlannedCustomer[]): Promise<void> {
    let left = [...customers]
    while (left.length > 0) {
      this.#writes.context.progress.call.signal.throwIfAborted()
      const { unchanged, changed, id } = await this.intend('METAFIELDS', left, (chosen) => chosen)
      left = [...(id === null ? [] : await this.#send(id, unchanged)), ...(await this.readAgain(changed))]
    }
  }

  /** Ends what a run that was cut off had begun to write; whatever it did not write is left to be planned afresh. */
  async resolve({ id, payload }: Intent): Promise<void> {
    const taken = await this.taken(payload as PlannedCustomer[])
    await this.#writes.ledger.conclude(taken.map(written), { phase: WRITING, intent: id })
  }

  /** @throws CodedError WRITES_DISABLED */
  async requireWrites(): Promise<void> {
    await this.#writes.context.progress.guarded((tx) => this.#requireWrites(tx))
  }

  /**
   * Stores the intent to write those whose mapping is as it was when they were planned; null when there are none.
   * @throws CodedError WRITES_DISABLED
   */
  async intend(
    kind: 'METAFIELDS' | 'BULK_METAFIELDS',
    customers: readonly PlannedCustomer[],
    payloadOf: (chosen: PlannedCustomer[]) => unknown,
  ): Promise<{ id: number | null; unchanged: PlannedCustomer[]; changed: PlannedCustomer[] }> {
    const { context, pair } = this.#writes
    const { jobId, progress } = context
    return progress.guarded(async (tx) => {
      await this.#requireWrites(tx)
      const selection = customers.map(({ customer }) => customer.mappingId)
      const found = await findCustomers(tx, pair, {
        selection,
        after: 0,
        limit: selection.length,
        namespace: this.#namespace,
      })
      const now = new Map(found.map((customer) => [customer.mappingId, customer]))
      const isUnchanged = ({ customer }: PlannedCustomer) => {
        const current = now.get(customer.mappingId)
        return (['customerId', 'nhanhId', 'policy'] as const).every(
          (field) => current?.[field] === customer[field],
        )
      }
      const unchanged = customers.filter(isUnchanged)
      const changed = customers.filter((planned) => !isUnchanged(planned))
      if (unchanged.length === 0) return { id: null, unchanged, changed }
      const { shopifyAccountId } = pair
      const people = unchanged.map(({ customer: { customerId, nhanhId } }) => ({ customerId, nhanhId }))
      await noteMayShow(tx, { shopifyAccountId, namespace: this.#namespace, jobId }, people)
      const { id } = await openIntent(tx, jobId, kind, payloadOf(unchanged))
      return { id, unchanged, changed }
    })
  }

  /** Those whose metafields are as they were to be written. */
  async taken(customers: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    const { context, call } = this.#writes
    const { metafields } = context.platforms.SHOPIFY.client
    const keys = Object.keys(customers[0]?.present ?? {})
    const taken: PlannedCustomer[] = []
    for (const chunk of chunksOf(customers, MOST_CUSTOMERS)) {
      const ids = chunk.map(({ customer }) => customer.customerId)
      const present = await metafields.read(ids, { namespace: this.#namespace, keys }, call)
      taken.push(
        ...chunk.filter(({ customer, change }) => {
          const values = present.get(customer.customerId)
          return values !== undefined && hasTaken(values, change)
        }),
      )
    }
    return taken
  }

  /** Reads those afresh; notes what is settled by that and returns what is to be written. */
  async readAgain(customers: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    if (customers.length === 0) return []
    const { context, pair, ledger, call, force } = this.#writes
    const selection = customers.map(({ customer }) => customer.mappingId)
    const found = await findCustomers(context.em.getKysely<unknown>(), pair, {
      selection,
      after: 0,
      limit: selection.length,
      namespace: this.#namespace,
    })
    const now = new Map(found.map((customer) => [customer.mappingId, customer]))
    const isGone = ({ customer }: PlannedCustomer) =>
      now.get(customer.mappingId)?.customerId !== customer.customerId
    const message = 'the two were taken apart while the job ran'
    const gone = customers.filter(isGone).map((one) => notWritten(one, 'SKIPPED', 'MAPPING_GONE', message))
    if (gone.length > 0) await ledger.conclude(gone, { phase: WRITING })
    const plans: PlannedCustomer[] = []
    const still = customers.filter((planned) => !isGone(planned))
    for (const chunk of chunksOf(still, MOST_CUSTOMERS)) {
      const current = chunk.map(({ customer }) => now.get(customer.mappingId)!)
      const reads = await readCustomers(context.platforms, current, { call, force })
      const settled = reads.filter((read) => planOf(read) === null).map(withoutWrite)
      if (settled.length > 0) await ledger.conclude(settled, { phase: WRITING })
      plans.push(...reads.flatMap((read) => planOf(read) ?? []))
    }
    return plans
  }

  async #requireWrites(tx: Kysely<unknown>): Promise<void> {
    const { SHOPIFY } = this.#writes.context.platforms
    if (!SHOPIFY.sync.customers)
      throw new CodedError('WRITES_DISABLED', 'CUSTOMER_SYNC_ENABLED is not set to true')
    await requireWrites(tx, SHOPIFY)
  }

  /** Returns those of whom it is still to be written, because another spoiled the call. */
  async #send(intent: number, customers: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    const result = await this.#set(customers).catch((error: unknown) =>
      this.#giveUp(error, intent, customers),
    )
    const { concluded, left } = outcomesOf(customers, this.#namespace, result)
    await this.#writes.ledger.conclude(concluded, { phase: WRITING, intent })
    return left
  }

  async #set(customers: readonly PlannedCustomer[]): Promise<MetafieldsSetResult> {
    const { context, call } = this.#writes
    const { metafields } = context.platforms.SHOPIFY.client
    const { set, remove } = entriesOfAll(customers, this.#namespace)
    for (const entries of chunksOf(remove, MAX_METAFIELDS_IN_CALL)) await metafields.remove(entries, call)
    return set.length === 0 ? { kind: 'applied' } : metafields.set(set, call)
  }

  async #giveUp(error: unknown, intent: number, customers: readonly PlannedCustomer[]): Promise<never> {
    const { context, ledger, call } = this.#writes
    if (call.signal.aborted) throw error
    if (leavesOpen(error)) {
      const unconfirmed = customers.map((planned) =>
        notWritten(planned, 'FAILED', 'WRITE_UNCONFIRMED', messageOf(error)),
      )
      await ledger.conclude(unconfirmed, { phase: WRITING, intent })
    } else await context.progress.guarded((tx) => closeIntent(tx, intent))
    throw error
  }
}

import { MAX_METAFIELDS_IN_CALL, type MetafieldsSetResult } from '../../integrations/shopify/metafields.ts'
import { chunksOf } from './chunks.ts'
import { hasTaken } from './customer-decision.ts'
import {
  notWritten,
  weightOfPlan,
  written,
  type ConcludedCustomer,
  type PlannedCustomer,
} from './customer-items.ts'
import { MOST_CUSTOMERS } from './customer-reading.ts'
import { entriesOfAll, outcomesOf } from './customer-rows.ts'
import { leavesOpen, type Intent } from './write-intents.ts'
import { WriteSteps, type Writes } from './write-steps.ts'

const WRITING = 'writing'

export type CustomerWrites = Writes<PlannedCustomer, ConcludedCustomer>

/**
 * Writes metafields in three steps: the intent is stored, the write is sent, and what became of it is stored with its
 * ledger lines. To set a metafield twice does no harm, so what was cut off is read, and planned again.
 */
export class CustomerWriter {
  readonly #writes: CustomerWrites
  readonly #steps: WriteSteps<PlannedCustomer, ConcludedCustomer>
  readonly #namespace: string

  constructor(writes: CustomerWrites) {
    this.#writes = writes
    this.#steps = new WriteSteps(writes, weightOfPlan)
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
      const { intent, confirmed, changed } = await this.#steps.intend('METAFIELDS', left)
      const blameless = intent ? await this.#send(intent.id, confirmed) : []
      left = [...blameless, ...(await this.#steps.readAgain(changed, WRITING))]
    }
  }

  /**
   * Ends what a run that was cut off had begun to write. `done`: the customers that this job has listed; whatever else was
   * not written is left to be planned afresh.
   */
  async resolve(intent: Intent, done: ReadonlySet<string>): Promise<void> {
    const customers = intent.payload as PlannedCustomer[]
    if (customers.every(({ item }) => done.has(item.key))) return this.settle(intent, customers)
    const taken = await this.taken(customers)
    await this.#writes.ledger.conclude(taken.map(written), { phase: WRITING, intent: intent.id })
  }

  /** Ends a write that was never answered and that nobody goes on with, so that what it did is known from now on. */
  async settle(intent: Intent, customers: readonly PlannedCustomer[]): Promise<void> {
    const taken = new Set(await this.taken(customers))
    const missed = customers.filter((planned) => !taken.has(planned))
    await this.#writes.ledger.amend(intent, { taken: [...taken].map(written), missed: missed.map(written) })
  }

  /** Those whose metafields are as they were to be written. */
  async taken(customers: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    const { context, call } = this.#writes
    const { metafields } = context.platforms.SHOPIFY.client
    const keys = Object.keys(customers[0]?.present ?? {})
    const taken: PlannedCustomer[] = []
    for (const chunk of chunksOf(customers, MOST_CUSTOMERS)) {
      const ids = chunk.map(({ item }) => item.key)
      const present = await metafields.read(ids, { namespace: this.#namespace, keys }, call)
      taken.push(
        ...chunk.filter(({ item, change }) => {
          const values = present.get(item.key)
          return values !== undefined && hasTaken(values, change)
        }),
      )
    }
    return taken
  }

  /** Returns those of whom it is still to be written, because another spoiled the call. */
  async #send(intent: number, customers: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    const result = await this.#set(customers).catch((error: unknown) => {
      const isUncertain = leavesOpen(error)
      const options = { plans: customers, isUncertain, phase: WRITING }
      return this.#steps.giveUp(error, intent, options, notWritten)
    })
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
}

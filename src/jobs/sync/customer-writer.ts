import type { CallOptions } from '../../integrations/call.ts'
import type { MetafieldsSetResult } from '../../integrations/shopify/metafields.ts'
import { chunksOf } from './chunks.ts'
import { hasTaken } from './customer-decision.ts'
import {
  notWritten,
  weightOfPlan,
  withoutRemovals,
  written,
  type ConcludedCustomer,
  type PlannedCustomer,
} from './customer-items.ts'
import { entriesOfAll, outcomesOf } from './customer-rows.ts'
import { MOST_CUSTOMERS, readValues } from './customer-values.ts'
import { leavesOpen, type Intent } from './write-intents.ts'
import { WriteSteps, type Writes } from './write-steps.ts'

const WRITING = 'writing'

export type CustomerWrites = Writes<PlannedCustomer, ConcludedCustomer>

/** How far a write of customers came. */
interface Reached {
  /** All is as it was to be. */
  taken: PlannedCustomer[]
  /** What was to be set is set, what was to be removed is still there. */
  half: PlannedCustomer[]
  missed: PlannedCustomer[]
}

/**
 * Writes metafields in three steps: the intent is stored, the write is sent, and what became of it is stored with its
 * ledger lines. To set a metafield twice does no harm, so what was cut off is read, and planned again. Metafields are set
 * before others are removed: that is all or nothing and tells who is to blame, and what is half done is then always the
 * same half.
 */
export class CustomerWriter {
  readonly #writes: CustomerWrites
  readonly #steps: WriteSteps<PlannedCustomer, ConcludedCustomer>

  constructor(writes: CustomerWrites) {
    this.#writes = writes
    this.#steps = new WriteSteps(writes, weightOfPlan)
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
   * Ends what a run that was cut off had begun to write; what it did by half is finished if it still may be. `done`: the customers that this
   * job has listed; whatever else was not written is left to be planned afresh.
   * @throws CodedError WRITES_DISABLED, and of the client
   */
  async resolve(intent: Intent, done: ReadonlySet<string>): Promise<void> {
    const customers = intent.payload as PlannedCustomer[]
    if (customers.every(({ item }) => done.has(item.key))) return this.settle(intent, customers)
    const { taken, half } = await this.reached(customers)
    const finished = await this.#steps.confirm(half)
    await this.#remove(finished, this.#writes.call)
    const unfinished = half.filter((planned) => !finished.includes(planned)).map(withoutRemovals)
    const concluded = [...taken, ...finished, ...unfinished].map(written)
    await this.#writes.ledger.conclude(concluded, { phase: WRITING, intent: intent.id })
  }

  /** Ends a write that was never answered and that nobody goes on with, so that what it did is known from now on. */
  async settle(intent: Intent, customers: readonly PlannedCustomer[]): Promise<void> {
    for (const chunk of chunksOf(customers, MOST_CUSTOMERS)) {
      const { taken, half, missed } = await this.reached(chunk)
      await this.#writes.ledger.amend(intent.jobId, {
        taken: taken.map(written),
        half: half.map(withoutRemovals).map(written),
        missed: missed.map(written),
      })
    }
    await this.#steps.close(intent.id)
  }

  /** How far the writing of these came, by what their metafields are now. */
  async reached(customers: readonly PlannedCustomer[]): Promise<Reached> {
    const { context, call } = this.#writes
    const { metafields } = context.platforms.SHOPIFY.client
    const present = await readValues(metafields, customers, ({ item }) => item.key, call)
    const reached: Reached = { taken: [], half: [], missed: [] }
    for (const planned of customers) {
      const values = present.get(planned)
      const has = ({ change }: PlannedCustomer) => values !== undefined && hasTaken(values, change)
      const setting = withoutRemovals(planned)
      if (has(planned)) reached.taken.push(planned)
      else if (Object.keys(setting.change).length > 0 && has(setting)) reached.half.push(planned)
      else reached.missed.push(planned)
    }
    return reached
  }

  /** Returns those of whom it is still to be written, because another spoiled the call. */
  async #send(intent: number, customers: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    const { call, ledger, context } = this.#writes
    let isBegun = false
    const onRetry = (failure: string) => {
      isBegun = true
      call.onRetry?.(failure)
    }
    const write = async (): Promise<MetafieldsSetResult> => {
      const { set } = entriesOfAll(customers)
      const result = await context.platforms.SHOPIFY.client.metafields.set(set, { ...call, onRetry })
      if (result.kind === 'applied') {
        isBegun ||= set.length > 0
        await this.#remove(customers, { ...call, onRetry })
      }
      return result
    }
    const result = await write().catch((error: unknown) => {
      // When a part is done, or a try was not answered, no refusal of a later one tells what became of it.
      const isUncertain = isBegun || leavesOpen(error)
      const options = { plans: customers, isUncertain, phase: WRITING }
      return this.#steps.giveUp(error, intent, options, notWritten)
    })
    const { concluded, left } = outcomesOf(customers, result)
    await ledger.conclude(concluded, { phase: WRITING, intent })
    return left
  }

  async #remove(customers: readonly PlannedCustomer[], call: CallOptions): Promise<void> {
    const { metafields } = this.#writes.context.platforms.SHOPIFY.client
    await metafields.remove(entriesOfAll(customers).remove, call)
  }
}

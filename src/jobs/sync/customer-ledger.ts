import type { JobContext } from '../define-job.ts'
import { addWeight, type Weight } from './breaker.ts'
import type { ConcludedCustomer } from './customer-items.ts'
import { noteResults } from './item-results.ts'
import { noteCleared, noteShown, type UnlinkedCustomer } from './published-customers.ts'
import { closeIntent } from './write-intents.ts'

/** Where a customer sync stands: all else it reads afresh. */
export interface CustomerSyncCheckpoint {
  /** What the items that are done came to: a run that goes on weighs them with the rest. */
  weight: Weight
  customersWritten: number
  /** Why nothing was written: a run that goes on does not write it either. */
  doubt: string | null
}

/** Notes what became of customers, a batch at a time, with all that goes with it. */
export class CustomerLedger {
  readonly #context: Pick<JobContext<object>, 'jobId' | 'progress'>
  readonly #shopifyAccountId: number
  readonly #namespace: string
  readonly #dryRun: boolean
  #at: CustomerSyncCheckpoint

  constructor(
    context: Pick<JobContext<object>, 'jobId' | 'progress'>,
    options: {
      shopifyAccountId: number
      namespace: string
      dryRun: boolean
      checkpoint: CustomerSyncCheckpoint
    },
  ) {
    this.#context = context
    this.#shopifyAccountId = options.shopifyAccountId
    this.#namespace = options.namespace
    this.#dryRun = options.dryRun
    this.#at = options.checkpoint
  }

  get weight(): Weight {
    return this.#at.weight
  }

  get doubt(): string | null {
    return this.#at.doubt
  }

  /** Resolves when it is committed, together with the end of the write that it came from. */
  async conclude(
    items: readonly ConcludedCustomer[],
    options: { phase: string; intent?: number; doubt?: string; cleared?: readonly UnlinkedCustomer[] },
  ): Promise<void> {
    const { jobId, progress } = this.#context
    const { phase, intent, doubt, cleared = [] } = options
    const shows = items.flatMap((item) => item.shows ?? [])
    this.#at = {
      weight: items.map(({ weight }) => weight).reduce(addWeight, this.#at.weight),
      customersWritten:
        this.#at.customersWritten +
        (this.#dryRun ? 0 : items.filter(({ result }) => result.outcome === 'UPDATED').length),
      doubt: doubt ?? this.#at.doubt,
    }
    await progress.conclude({
      keys: items.map(({ result }) => result.key),
      write: async (tx) => {
        const results = items.map(({ result }) => result)
        const outcome = await noteResults(tx, { jobId, kind: 'CUSTOMER', dryRun: this.#dryRun }, results)
        if (!this.#dryRun) {
          const [shopifyAccountId, namespace] = [this.#shopifyAccountId, this.#namespace]
          await noteShown(tx, { shopifyAccountId, namespace, jobId }, shows)
          await noteCleared(tx, shopifyAccountId, cleared)
        }
        if (intent !== undefined) await closeIntent(tx, intent)
        return outcome
      },
      checkpoint: this.#at,
      phase,
      metadata: { customersWritten: this.#at.customersWritten },
    })
  }
}

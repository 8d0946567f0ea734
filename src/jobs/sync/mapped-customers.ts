import type { Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import { ledgerText } from '../../ledger-texts.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import type { PlatformConnections } from '../platforms.ts'
import { chunksOf } from './chunks.ts'
import {
  notWritten,
  planOf,
  withoutWrite,
  type ConcludedCustomer,
  type PlannedCustomer,
} from './customer-items.ts'
import { findCustomers, readCustomers, type ReadCustomer, type SyncedCustomer } from './customer-reading.ts'
import { MOST_CUSTOMERS } from './customer-values.ts'
import { noteMayShow } from './published-customers.ts'
import type { Selection } from './selection.ts'
import { readShownCustomers } from './shown-plan.ts'
import type { Plans, Replanned } from './write-steps.ts'
import { requireWrites } from './write-switch.ts'

/** Plans that follow from what Nhanh has of linked customers. */
export class MappedCustomers implements Plans<PlannedCustomer, ConcludedCustomer> {
  readonly #options: MappedCustomersOptions
  readonly #namespace: string

  constructor(options: MappedCustomersOptions) {
    this.#options = options
    this.#namespace = options.platforms.SHOPIFY.sync.metafieldNamespace
  }

  /** The next mappings behind a number, in the order of their numbers. */
  async find(
    page: { selection: Selection; after: number; limit: number },
    db = this.#options.db,
  ): Promise<SyncedCustomer[]> {
    return findCustomers(db, this.#options.pair, { ...page, namespace: this.#namespace })
  }

  /** Reads both platforms for these, and decides. */
  async read(customers: readonly SyncedCustomer[]): Promise<ReadCustomer[]> {
    const { db, platforms, call, force, planJobId } = this.#options
    const ids = customers.map(({ customerId }) => customerId)
    const shown = planJobId === undefined ? undefined : await readShownCustomers(db, planJobId, ids)
    return readCustomers(platforms, customers, { call, force, shown })
  }

  /** @throws CodedError WRITES_DISABLED */
  async requireWrites(tx: Kysely<unknown>): Promise<void> {
    const { SHOPIFY } = this.#options.platforms
    if (!SHOPIFY.sync.customers)
      throw new CodedError('WRITES_DISABLED', 'CUSTOMER_SYNC_ENABLED is not set to true')
    await requireWrites(tx, SHOPIFY)
  }

  /**
   * Those whose mappings are as they were when they were read. From now on they may show numbers.
   * @throws CodedError WRITES_DISABLED
   */
  async confirm(tx: Kysely<unknown>, plans: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    await this.requireWrites(tx)
    const now = await this.#current(tx, plans)
    const confirmed = plans.filter(({ mapping }) => {
      const current = mapping && now.get(mapping.mappingId)
      return (
        current &&
        (['customerId', 'nhanhId', 'policy'] as const).every((field) => current[field] === mapping[field])
      )
    })
    const { jobId, pair } = this.#options
    const { shopifyAccountId } = pair
    const mayShow = confirmed.flatMap(({ mapping, namespace }) =>
      mapping ? [{ ...mapping, namespace }] : [],
    )
    await noteMayShow(tx, { shopifyAccountId, jobId }, mayShow)
    return confirmed
  }

  /** The mappings as they are now, with what both platforms say. */
  async readAgain(
    plans: readonly PlannedCustomer[],
  ): Promise<Replanned<PlannedCustomer, ConcludedCustomer>[]> {
    const now = await this.#current(this.#options.db, plans)
    const reads = new Map<number, ReadCustomer>()
    for (const chunk of chunksOf([...now.values()], MOST_CUSTOMERS))
      for (const read of await this.read(chunk)) reads.set(read.customer.mappingId, read)
    return plans.map((planned) => {
      const read = planned.mapping && reads.get(planned.mapping.mappingId)
      if (!read || read.customer.customerId !== planned.item.key) {
        return { settled: notWritten(planned, 'SKIPPED', 'MAPPING_GONE', ledgerText('takenApart')) }
      }
      const plan = planOf(read)
      return plan ? { plan } : { settled: withoutWrite(read) }
    })
  }

  /** By number. */
  async #current(
    db: Kysely<unknown>,
    plans: readonly PlannedCustomer[],
  ): Promise<Map<number, SyncedCustomer>> {
    const selection = plans.flatMap(({ mapping }) => mapping?.mappingId ?? [])
    const found = await this.find({ selection, after: 0, limit: selection.length }, db)
    return new Map(found.map((customer) => [customer.mappingId, customer]))
  }
}

interface MappedCustomersOptions {
  jobId: number
  db: Kysely<unknown>
  pair: AccountPair
  platforms: PlatformConnections
  call: CallOptions
  force: boolean
  /** The dry run of which nothing but what it showed is to be written. */
  planJobId?: number
}

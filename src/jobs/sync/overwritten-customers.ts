import type { Kysely } from 'kysely'
import type { CallOptions } from '../../integrations/call.ts'
import type { PlatformConnections } from '../platforms.ts'
import { chunksOf } from './chunks.ts'
import { CUSTOMER_FIELDS, hasTaken, type CustomerValues } from './customer-decision.ts'
import { leftAlone, type ConcludedCustomer, type PlannedCustomer } from './customer-items.ts'
import { MOST_CUSTOMERS } from './customer-reading.ts'
import type { Overwritten } from './overwritten.ts'
import { itemOfLine, type LedgerItem } from './item-results.ts'
import { noteMayShow } from './published-customers.ts'
import type { Plans, Replanned } from './write-steps.ts'
import { requireWrites } from './write-switch.ts'

/** What a sync made of a customer's fields: those that it changed. */
interface OverwrittenValues {
  item: LedgerItem
  before: Partial<CustomerValues>
  written: Partial<CustomerValues>
}

type Decided = Replanned<PlannedCustomer, ConcludedCustomer>

/** Plans that put back the metafields which a sync has overwritten. */
export class OverwrittenCustomers implements Plans<PlannedCustomer, ConcludedCustomer> {
  readonly #jobId: number
  readonly #shopify: PlatformConnections['SHOPIFY']
  readonly #call: CallOptions

  constructor(options: { jobId: number; shopify: PlatformConnections['SHOPIFY']; call: CallOptions }) {
    this.#jobId = options.jobId
    this.#shopify = options.shopify
    this.#call = options.call
  }

  /** What is to become of these lines of a sync's ledger, in their order. */
  async plan(lines: readonly Overwritten[]): Promise<Decided[]> {
    const changed = await this.#decide(lines.filter(({ after }) => after !== null).map(valuesOf))
    return lines.map((line) => (line.after === null ? removed(line) : changed.shift()!))
  }

  /**
   * From now on they may show numbers again.
   * @throws CodedError WRITES_DISABLED
   */
  async confirm(tx: Kysely<unknown>, plans: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    await requireWrites(tx, this.#shopify)
    const { accountId: shopifyAccountId, sync } = this.#shopify
    const publication = { shopifyAccountId, namespace: sync.metafieldNamespace, jobId: this.#jobId }
    await noteMayShow(
      tx,
      publication,
      plans.map(({ item: { key: customerId } }) => ({ customerId, nhanhId: NOBODY_KNOWN })),
    )
    return [...plans]
  }

  async readAgain(plans: readonly PlannedCustomer[]): Promise<Decided[]> {
    return this.#decide(
      plans.map(({ item, present, change }) => ({
        item,
        before: change,
        written: Object.fromEntries(
          CUSTOMER_FIELDS.filter(({ key }) => key in change).map(({ key }) => [key, present[key]]),
        ),
      })),
    )
  }

  async #decide(overwritten: readonly OverwrittenValues[]): Promise<Decided[]> {
    const { client, sync } = this.#shopify
    const asked = { namespace: sync.metafieldNamespace, keys: CUSTOMER_FIELDS.map(({ key }) => key) }
    const decided: Decided[] = []
    for (const chunk of chunksOf(overwritten, MOST_CUSTOMERS)) {
      const ids = chunk.map(({ item }) => item.key)
      const present = await client.metafields.read(ids, asked, this.#call)
      for (const one of chunk)
        decided.push(decideUndo(one, (present.get(one.item.key) as CustomerValues | undefined) ?? null))
    }
    return decided
  }
}

/** Whose numbers stood there before is not known, so the next sync takes them for another's. */
export const NOBODY_KNOWN = '0'

/** Puts back what the sync changed if it is still as the sync wrote it; a field that it created is removed. */
function decideUndo({ item, before, written }: OverwrittenValues, present: CustomerValues | null): Decided {
  if (present === null) {
    const message = 'Shopify has no such customer any more'
    return { settled: leftAlone(item, { outcome: 'FAILED', code: 'CUSTOMER_GONE', message }) }
  }
  if (hasTaken(present, before) && secondOf(present.updated_at) === secondOf(before.updated_at))
    return { settled: leftAlone(item, { outcome: 'UNCHANGED', code: null, message: null }) }
  if (hasTaken(present, written) && secondOf(present.updated_at) === secondOf(written.updated_at))
    return { plan: { item, mapping: null, present, change: before } }
  const message = 'its fields are not what the sync wrote'
  return { settled: leftAlone(item, { outcome: 'SKIPPED', code: 'EDITED_SINCE', message, before: present }) }
}

/** Shopify writes moments in its own way, and keeps no milliseconds. */
function secondOf(moment: string | null | undefined): number | null {
  return moment ? Math.floor(Date.parse(moment) / 1_000) : null
}

/** What showed somebody else's numbers does not show them again. */
function removed(line: Overwritten): Decided {
  const message = 'its fields were removed because it was linked no more'
  return { settled: leftAlone(itemOfLine(line), { outcome: 'SKIPPED', code: 'MAPPING_GONE', message }) }
}

function valuesOf(line: Overwritten): OverwrittenValues {
  const [before, after] = [line.before as CustomerValues, line.after as CustomerValues]
  const changed = CUSTOMER_FIELDS.map(({ key }) => key).filter((key) => before[key] !== after[key])
  const pick = (values: CustomerValues) => Object.fromEntries(changed.map((key) => [key, values[key]]))
  return { item: itemOfLine(line), before: pick(before), written: pick(after) }
}

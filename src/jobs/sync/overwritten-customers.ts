import type { Kysely } from 'kysely'
import type { CallOptions } from '../../integrations/call.ts'
import { ledgerText } from '../../ledger-texts.ts'
import type { PlatformConnections } from '../platforms.ts'
import { CUSTOMER_FIELDS, hasTaken, type CustomerValues } from './customer-decision.ts'
import { leftAlone, type ConcludedCustomer, type PlannedCustomer } from './customer-items.ts'
import { readValues } from './customer-values.ts'
import type { Overwritten } from './overwritten.ts'
import { itemOfLine, type LedgerItem } from './item-results.ts'
import { NOBODY_KNOWN, noteMayShow } from './published-customers.ts'
import type { Plans, Replanned } from './write-steps.ts'
import { requireWrites } from './write-switch.ts'

/** What a sync made of a customer's fields: those that it changed. */
interface OverwrittenValues {
  item: LedgerItem
  namespace: string
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
    const { metafieldNamespace } = this.#shopify.sync
    const overwritten = lines.filter(({ after }) => after !== null)
    const changed = await this.#decide(overwritten.map((line) => valuesOf(line, metafieldNamespace)))
    return lines.map((line) => (line.after === null ? removed(line) : changed.shift()!))
  }

  /**
   * From now on they may show numbers again.
   * @throws CodedError WRITES_DISABLED
   */
  async confirm(tx: Kysely<unknown>, plans: readonly PlannedCustomer[]): Promise<PlannedCustomer[]> {
    await requireWrites(tx, this.#shopify)
    const publication = { shopifyAccountId: this.#shopify.accountId, jobId: this.#jobId }
    const mayShow = plans.map(({ item, namespace }) => ({
      customerId: item.key,
      namespace,
      nhanhId: NOBODY_KNOWN,
    }))
    await noteMayShow(tx, publication, mayShow)
    return [...plans]
  }

  async readAgain(plans: readonly PlannedCustomer[]): Promise<Decided[]> {
    return this.#decide(
      plans.map(({ item, namespace, present, change }) => ({
        item,
        namespace,
        before: change,
        written: Object.fromEntries(
          CUSTOMER_FIELDS.filter(({ key }) => key in change).map(({ key }) => [key, present[key]]),
        ),
      })),
    )
  }

  async #decide(overwritten: readonly OverwrittenValues[]): Promise<Decided[]> {
    const { metafields } = this.#shopify.client
    const present = await readValues(metafields, overwritten, ({ item }) => item.key, this.#call)
    return overwritten.map((one) => decideUndo(one, present.get(one) ?? null))
  }
}

/** Puts back what the sync changed if it is still as the sync wrote it; a field that it created is removed. */
function decideUndo(
  { item, namespace, before, written }: OverwrittenValues,
  present: CustomerValues | null,
): Decided {
  if (present === null) {
    const message = ledgerText('customerGone')
    return { settled: leftAlone(item, { outcome: 'FAILED', code: 'CUSTOMER_GONE', message }) }
  }
  if (isAs(present, before))
    return { settled: leftAlone(item, { outcome: 'UNCHANGED', code: null, message: null }) }
  const isOneOf = CUSTOMER_FIELDS.filter(({ key }) => key in before).every(({ key }) =>
    [before, written].some((values) => isAs(present, { [key]: values[key] })),
  )
  // What an undo that broke off has put back already is none of somebody's.
  if (isOneOf) return { plan: { item, mapping: null, namespace, present, change: before } }
  const message = ledgerText('fieldsEdited')
  return { settled: leftAlone(item, { outcome: 'SKIPPED', code: 'EDITED_SINCE', message, before: present }) }
}

/** Whether all fields that are given have these values, the moment too. */
function isAs(present: CustomerValues, values: Partial<CustomerValues>): boolean {
  const isThen = !('updated_at' in values) || secondOf(present.updated_at) === secondOf(values.updated_at)
  return hasTaken(present, values) && isThen
}

/** Shopify writes moments in its own way, and keeps no milliseconds. */
function secondOf(moment: string | null | undefined): number | null {
  return moment ? Math.floor(Date.parse(moment) / 1_000) : null
}

/** What showed somebody else's numbers does not show them again. */
function removed(line: Overwritten): Decided {
  const message = ledgerText('fieldsGone')
  return { settled: leftAlone(itemOfLine(line), { outcome: 'SKIPPED', code: 'MAPPING_GONE', message }) }
}

/** `namespace`: where it was written when the line does not say. */
function valuesOf(line: Overwritten, namespace: string): OverwrittenValues {
  const before = line.before as CustomerValues & { namespace?: string }
  const after = line.after as CustomerValues
  const changed = CUSTOMER_FIELDS.map(({ key }) => key).filter((key) => before[key] !== after[key])
  const pick = (values: CustomerValues) => Object.fromEntries(changed.map((key) => [key, values[key]]))
  return {
    item: itemOfLine(line),
    namespace: before.namespace ?? namespace,
    before: pick(before),
    written: pick(after),
  }
}

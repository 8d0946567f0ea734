import { isDeepStrictEqual } from 'node:util'
import type { Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'
import { ledgerText } from '../../ledger-texts.ts'
import type { AccountPair } from '../mappings/account-pair.ts'
import { feedsOf, readPlaces } from './places.ts'
import { notWritten, withoutWrite, type ConcludedProduct, type PlannedProduct } from './product-items.ts'
import { findProducts, sightsOf, type ProductReader } from './product-reading.ts'
import { requireWrites } from './write-switch.ts'
import type { Plans, Replanned } from './write-steps.ts'

/** Plans that follow from what Nhanh has of linked products. */
export class MappedProducts implements Plans<PlannedProduct, ConcludedProduct> {
  readonly #db: Kysely<unknown>
  readonly #pair: AccountPair
  readonly #reader: ProductReader
  readonly #account: { accountId: number; sandbox: boolean }

  constructor(options: {
    db: Kysely<unknown>
    pair: AccountPair
    reader: ProductReader
    account: { accountId: number; sandbox: boolean }
  }) {
    this.#db = options.db
    this.#pair = options.pair
    this.#reader = options.reader
    this.#account = options.account
  }

  /**
   * Those whose mappings are as they were when they were read.
   * @throws CodedError WRITES_DISABLED, PLACES_CHANGED
   */
  async confirm(tx: Kysely<unknown>, plans: readonly PlannedProduct[]): Promise<PlannedProduct[]> {
    await requireWrites(tx, this.#account)
    if (!isDeepStrictEqual(feedsOf(await readPlaces(tx, this.#pair)).feeds, this.#reader.feeds))
      throw new CodedError('PLACES_CHANGED', 'Depots or locations were assigned otherwise while the job ran')
    const now = await this.#find(tx, plans)
    return plans.filter(({ mapping }) => {
      const current = mapping && now.get(mapping.mappingId)
      return (
        current &&
        (['variantId', 'nhanhId', 'policy', 'reserve'] as const).every(
          (field) => current[field] === mapping[field],
        )
      )
    })
  }

  /** The mappings as they are now, with what both platforms say. */
  async readAgain(plans: readonly PlannedProduct[]): Promise<Replanned<PlannedProduct, ConcludedProduct>[]> {
    const found = await this.#find(this.#db, plans)
    const seen = sightsOf(
      plans.map(({ item: { key: variantId }, levels }) => ({
        variantId,
        levels: levels.map(({ decision }) => decision),
      })),
    )
    const reads = await this.#reader.read([...found.values()], { seen })
    await this.#reader.requireSameDepots()
    const byMapping = new Map(reads.map((read) => [read.product.mappingId, read]))
    return plans.map((planned) => {
      const read = planned.mapping && byMapping.get(planned.mapping.mappingId)
      if (!read || read.product.variantId !== planned.item.key) {
        return { settled: notWritten(planned, 'SKIPPED', 'MAPPING_GONE', ledgerText('takenApart')) }
      }
      if (!read.plan) return { settled: withoutWrite(read) }
      return { plan: { ...read.plan, stale: planned.stale } }
    })
  }

  /** By number. */
  async #find(db: Kysely<unknown>, plans: readonly PlannedProduct[]) {
    const selection = plans.flatMap(({ mapping }) => mapping?.mappingId ?? [])
    const found = await findProducts(db, this.#pair, { selection, after: 0, limit: selection.length })
    return new Map(found.map((product) => [product.mappingId, product]))
  }
}

import type { MatchReviewReason } from '../../../src/entities/match-review.ts'
import type { NhanhProduct } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import type { Random } from '../../../src/sandbox/random.ts'
import type { ShopifyProduct } from '../../../src/sandbox/shopify/shopify-records.ts'
import type { World } from '../../../src/sandbox/world.ts'
import { scatteredIds, type Candidate, type Placed, type State, type Truth } from './truth.ts'

/** What a set of products counts through, so that no two scenarios share a value. */
export class ProductCounters {
  readonly nhanhId = scatteredIds(38_000_001, 7_919)
  readonly shopifyId = scatteredIds(45_000_000_000_001, 104_729)
  #count = 0

  next(): number {
    return ++this.#count
  }
}

/** One instance of a scenario: it adds products to both platforms and says what must come out. */
export class ProductScene {
  readonly random: Random
  readonly counters: ProductCounters
  readonly #world: World
  readonly #truth: Truth
  readonly #label: string
  #records = 0

  constructor(world: World, truth: Truth, counters: ProductCounters, random: Random, label: string) {
    this.#world = world
    this.#truth = truth
    this.#label = label
    this.counters = counters
    this.random = random
  }

  /** A SKU in lower case, as it is compared. */
  sku(): string {
    return `ao-${this.counters.next()}`
  }

  barcode(): string {
    return `893${String(this.counters.next()).padStart(10, '0')}`
  }

  nhanh(state: State | 'deleted', given: Partial<NhanhProduct>): Placed {
    const id = this.counters.nhanhId()
    const label = this.#nextLabel('Nhanh')
    this.#world.nhanh.addProduct({ id, name: label, ...given })
    if (state === 'deleted') this.#truth.deletions.push(() => this.#world.nhanh.products.delete(id))
    return this.#truth.place('NHANH', String(id), label, state)
  }

  /** A variant of a product of its own. */
  shopify(
    state: State | 'deleted',
    variant: { sku?: string | null; barcode?: string | null },
    product: Partial<Omit<ShopifyProduct, 'variants'>> = {},
  ): Placed {
    return this.siblings([state], variant, product)[0]!
  }

  /** Variants of one product, all with this SKU and barcode. */
  siblings(
    states: readonly (State | 'deleted')[],
    variant: { sku?: string | null; barcode?: string | null },
    product: Partial<Omit<ShopifyProduct, 'variants'>> = {},
  ): Placed[] {
    const variants = states.map((state, index) => ({
      ...variant,
      id: this.counters.shopifyId(),
      title: `Cỡ ${index}`,
      state,
    }))
    const label = this.#nextLabel('Shopify')
    this.#world.shopify.addProduct({ title: label, ...product }, variants)
    return variants.map(({ id, state, title }) => {
      if (state === 'deleted') this.#truth.deletions.push(() => this.#world.shopify.removeVariant(id))
      const gid = `gid://shopify/ProductVariant/${id}`
      return this.#truth.place('SHOPIFY', gid, states.length > 1 ? `${label} ${title}` : label, state)
    })
  }

  link(nhanh: Placed, shopify: Placed, keyField: 'SKU' | 'BARCODE', key: string): void {
    this.#truth.links.push({ nhanh, shopify, keyField, key })
  }

  review(reason: MatchReviewReason, keyField: 'SKU' | 'BARCODE', key: string, candidates: Candidate[]): void {
    this.#truth.reviews.push({ reason, keyField, key, candidates })
  }

  mapped(nhanh: Placed, shopify: Placed): void {
    this.#truth.mapped.push({ nhanh, shopify })
  }

  takenApart(nhanh: Placed, shopify: Placed): void {
    this.#truth.takenApart.push({ nhanh, shopify })
  }

  #nextLabel(platform: string): string {
    return `${this.#label}, ${platform} ${++this.#records}`
  }
}

export const bySku = (placed: Placed): Candidate => ({ ...placed, matchedOn: 'SKU' })
export const byBarcode = (placed: Placed): Candidate => ({ ...placed, matchedOn: 'BARCODE' })

import type { NhanhCustomer } from '../../../src/sandbox/nhanh/nhanh-world.ts'
import type { Random } from '../../../src/sandbox/random.ts'
import type { ShopifyCustomer } from '../../../src/sandbox/shopify/shopify-records.ts'
import type { World } from '../../../src/sandbox/world.ts'
import type { MatchReviewReason } from '../../../src/entities/match-review.ts'
import { scatteredIds, type Candidate, type Placed, type State, type Truth } from './truth.ts'

/** A valid Vietnamese number that no other customer of the set has, unless the scenario gives it to them. */
export interface Phone {
  e164: string
  /** As it is dialled: 0912345678. */
  local: string
  /** Without the 0. */
  national: string
  /** Its last seven digits, which no renumbering changed. */
  tail: string
}

const PREFIXES = [
  '32',
  '36',
  '39',
  '56',
  '58',
  '59',
  '70',
  '76',
  '79',
  '81',
  '83',
  '85',
  '90',
  '91',
  '97',
  '98',
]

interface Name {
  firstName: string | null
  lastName: string | null
}

const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Đặng'] as const
const MIDDLE = ['Thị', 'Văn', 'Ngọc', 'Minh'] as const
const GIVEN = ['Lan', 'Hương', 'Tuấn', 'Quỳnh', 'Đức', 'Phúc'] as const
/** They share no word with any of those above. */
const STRANGERS = [
  ['Hồ', 'Gia Bảo'],
  ['Vũ', 'Khánh Yến'],
  ['Bùi', 'Hải My'],
  ['Dương', 'Kiều Trinh'],
] as const

/** What a set of customers counts through, so that no two scenarios share a value. */
export class CustomerCounters {
  readonly nhanhId = scatteredIds(142_000_001, 7_919)
  readonly shopifyId = scatteredIds(7_200_000_000_001, 104_729)
  #phones = 0
  #emails = 0

  /** Never seven equal digits, which is a placeholder. */
  tail(): string {
    return String(4_000_001 + 7 * this.#phones++)
  }

  /** Any number that has not been given out. */
  next(): number {
    return ++this.#emails
  }
}

/** One instance of a scenario: it adds customers to both platforms and says what must come out. */
export class CustomerScene {
  readonly random: Random
  readonly counters: CustomerCounters
  readonly #world: World
  readonly #truth: Truth
  readonly #label: string
  readonly #person: { family: string; middle: string; given: string }
  #records = 0

  constructor(world: World, truth: Truth, counters: CustomerCounters, random: Random, label: string) {
    this.#world = world
    this.#truth = truth
    this.#label = label
    this.counters = counters
    this.random = random
    this.#person = {
      family: random.pick(FAMILY),
      middle: random.pick(MIDDLE),
      given: random.pick(GIVEN),
    }
  }

  phone(prefix: string = this.random.pick(PREFIXES)): Phone {
    const tail = this.counters.tail()
    const national = prefix + tail
    return { e164: `+84${national}`, local: `0${national}`, national, tail }
  }

  email(): string {
    return `khach${this.counters.next()}@example.com`
  }

  /** Somebody who shares no word with the customers of this scene. */
  stranger(): { nhanh: { name: string }; shopify: Name } {
    const [lastName, firstName] = this.random.pick(STRANGERS)
    return { nhanh: { name: `${lastName} ${firstName}` }, shopify: { firstName, lastName } }
  }

  /** Unless a name is given, all customers of a scene are called alike, as different people write it. */
  nhanh(state: State | 'deleted', given: Partial<NhanhCustomer> = {}): Placed {
    const id = this.counters.nhanhId()
    this.#world.nhanh.addCustomer({ id, name: this.#nhanhName(), ...given })
    const placed = this.#truth.place('NHANH', String(id), this.#nextLabel('Nhanh'), state)
    if (state === 'deleted') this.#truth.deletions.push(() => this.#world.nhanh.customers.delete(id))
    return placed
  }

  shopify(
    state: State | 'deleted',
    { address, ...given }: Partial<Omit<ShopifyCustomer, 'defaultAddress'>> & { address?: string } = {},
  ): Placed {
    const id = this.counters.shopifyId()
    const defaultAddress = {
      id,
      address1: '1 Đường Ví Dụ',
      city: 'Đà Nẵng',
      phone: address ?? null,
      zip: null,
    }
    this.#world.shopify.addCustomer({ id, ...this.#shopifyName(), defaultAddress, ...given })
    const gid = `gid://shopify/Customer/${id}`
    const placed = this.#truth.place('SHOPIFY', gid, this.#nextLabel('Shopify'), state)
    if (state === 'deleted') this.#truth.deletions.push(() => this.#world.shopify.customers.delete(id))
    return placed
  }

  link(nhanh: Placed, shopify: Placed, key: string): void {
    this.#truth.links.push({ nhanh, shopify, keyField: 'PHONE', key })
  }

  review(reason: MatchReviewReason, { e164 }: { e164: string }, candidates: Candidate[]): void {
    this.#truth.reviews.push({ reason, keyField: 'PHONE', key: e164, candidates })
  }

  mapped(nhanh: Placed, shopify: Placed): void {
    this.#truth.mapped.push({ nhanh, shopify })
  }

  takenApart(nhanh: Placed, shopify: Placed): void {
    this.#truth.takenApart.push({ nhanh, shopify })
  }

  /** A customer of a platform that was never read here: mappings to it are left of another time. */
  unknown(side: 'NHANH' | 'SHOPIFY'): Placed {
    const id = side === 'NHANH' ? String(this.counters.nhanhId()) : this.counters.shopifyId()
    return { side, id: side === 'NHANH' ? String(id) : `gid://shopify/Customer/${id}`, label: 'unknown' }
  }

  #nextLabel(platform: string): string {
    return `${this.#label}, ${platform} ${++this.#records}`
  }

  #nhanhName(): string {
    const { family, middle, given } = this.#person
    const full = `${family} ${middle} ${given}`
    return this.random.pick([
      full,
      full.toUpperCase(),
      full.normalize('NFD'),
      unaccented(full),
      `chị ${given}`,
      `Anh ${given} ${family}`,
      `Khách ${given}`,
      `${given} (${family})`,
    ])
  }

  #shopifyName(): Name {
    const { family, middle, given } = this.#person
    return this.random.pick([
      { firstName: `${middle} ${given}`, lastName: family },
      { firstName: given, lastName: null },
      { firstName: null, lastName: `${family} ${given}` },
      { firstName: unaccented(given), lastName: unaccented(family) },
      { firstName: `Chị ${given}`, lastName: '' },
      { firstName: given.toUpperCase().normalize('NFD'), lastName: family },
    ])
  }
}

export const own = (placed: Placed): Candidate => ({ ...placed, matchedOn: 'OWN' })
export const address = (placed: Placed): Candidate => ({ ...placed, matchedOn: 'ADDRESS' })
export const note = (placed: Placed): Candidate => ({ ...placed, matchedOn: 'NOTE' })

function unaccented(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')
}

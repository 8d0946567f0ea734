import type { NhanhCustomer, NhanhWorld } from '../nhanh/nhanh-world.ts'
import { type Random, randomFrom } from '../random.ts'
import type { ShopifyCustomer } from '../shopify/shopify-records.ts'
import type { ShopifyWorld } from '../shopify/shopify-world.ts'

const FAMILY_NAMES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Võ', 'Bùi'] as const
const MIDDLE_NAMES = ['Văn', 'Thị', 'Minh', 'Ngọc', 'Đức', 'Thu'] as const
const GIVEN_NAMES = ['An', 'Bình', 'Chi', 'Dũng', 'Hạnh', 'Khánh', 'Lan', 'Phúc', 'Quỳnh', 'Tú'] as const
const TOWNS = ['Hà Nội', 'Đà Nẵng', 'TP. Hồ Chí Minh', 'Cần Thơ'] as const

/** Prefix now → before the renumbering of 2018; the last seven digits stay. */
const PREFIXES = [
  { now: '090', before: null },
  { now: '034', before: '0164' },
  { now: '070', before: '0120' },
  { now: '091', before: null },
  { now: '083', before: '0123' },
  { now: '056', before: '0186' },
] as const

/** Fixed, like the times of the catalogue. */
const DATA_ENDS_AT = Date.UTC(2026, 10, 20)

/** Each odd case is every 40th customer, at its own place. */
const ODD = {
  lostZero: 1,
  countryCode: 3,
  plusCountryCode: 5,
  doubleZero: 7,
  dashes: 9,
  dots: 11,
  codeAndZero: 13,
  noBreakSpaces: 15,
  oldPrefix: 17,
  twoNumbers: 19,
  placeholder: 21,
  landline: 23,
  service: 25,
  foreign: 27,
  sharedPhone: 29,
  onlyInNote: 31,
  onlyInAddress: 33,
  missingAtShopify: 35,
  missingAtNhanh: 37,
  noPhone: 39,
} as const
const ODD_EVERY = 40
const PLACEHOLDERS = ['0000000000', '0123456789', '0999999999'] as const

/**
 * The same invented people on both sides, with the spellings of phones that real data has. The numbers follow the
 * numbering plan (a matcher must take them for phones) with two zeros after the prefix; they belong to nobody here.
 */
export function buildCustomers(nhanh: NhanhWorld, shopify: ShopifyWorld, customers: number): void {
  for (let index = 0; index < customers; index += 1) {
    const random = randomFrom(`demo customer ${index}`)
    const person = personOf(index, random)
    if (person.odd !== ODD.missingAtNhanh) nhanh.addCustomer(nhanhCustomer(person, random))
    if (person.odd !== ODD.missingAtShopify) shopify.addCustomer(shopifyCustomer(person, random))
  }
}

interface Person {
  index: number
  odd: number
  firstName: string
  lastName: string
  /** Ten digits, as one would dial it. */
  phone: string
  email: string
  town: string
  updatedAt: number
  createdAt: number
}

function personOf(index: number, random: Random): Person {
  const odd = index % ODD_EVERY
  const createdAt = DATA_ENDS_AT - random.int(1, 600 * 86_400) * 1000
  return {
    index,
    odd,
    firstName: `${random.pick(MIDDLE_NAMES)} ${random.pick(GIVEN_NAMES)}`,
    lastName: random.pick(FAMILY_NAMES),
    phone: phoneOf(odd === ODD.sharedPhone ? index - 1 : index, PREFIXES[prefixAt(index, odd)]!.now),
    email: random.next() < 0.6 ? `khach${index + 1}@example.com` : '',
    town: random.pick(TOWNS),
    createdAt,
    updatedAt: createdAt + Math.floor((random.next() * (DATA_ENDS_AT - createdAt)) / 1000) * 1000,
  }
}

/** A shared phone is that of the customer before; an old prefix needs an operator that was renumbered. */
function prefixAt(index: number, odd: number): number {
  if (odd === ODD.oldPrefix) return 1
  return (odd === ODD.sharedPhone ? index - 1 : index) % PREFIXES.length
}

function phoneOf(index: number, prefix: string): string {
  return `${prefix}${String(index % 10_000_000).padStart(7, '0')}`
}

function nhanhCustomer(person: Person, random: Random): Partial<NhanhCustomer> {
  const type = random.next() < 0.85 ? 1 : random.int(2, 3)
  const orders = random.int(0, 30)
  const bought = new Date(person.updatedAt).toISOString().slice(0, 10)
  return {
    type,
    name: `${person.lastName} ${person.firstName}`,
    mobile: mobileOf(person),
    gender: person.index % 2 === 0 ? 1 : 2,
    address: `${person.index + 1} Đường Ví Dụ, ${person.town}`,
    email: person.email,
    birthday: random.next() < 0.3 ? `19${random.int(60, 99)}-0${random.int(1, 9)}-${random.int(10, 28)}` : '',
    points: orders * 10,
    totalAmount: orders * random.int(10, 90) * 10_000,
    startedDate: new Date(person.createdAt).toISOString().slice(0, 10),
    level: random.next() < 0.5 ? { id: 11, name: 'Thân thiết' } : null,
    group: random.next() < 0.3 ? { id: 21, name: 'Khách lẻ' } : null,
    business: type === 1 ? null : { name: `Công ty Ví Dụ ${person.index + 1}`, address: person.town },
    lastBoughtDate: orders === 0 ? '' : bought,
    updatedAt: Math.floor(person.updatedAt / 1000),
  }
}

/** The phone as somebody typed it at the counter. */
function mobileOf({ odd, phone, index }: Person): string {
  const national = phone.slice(1)
  const [a, b, c] = [phone.slice(0, 4), phone.slice(4, 7), phone.slice(7)]
  switch (odd) {
    case ODD.lostZero:
      return national
    case ODD.countryCode:
      return `84${national}`
    case ODD.plusCountryCode:
      return `+84${national}`
    case ODD.doubleZero:
      return `0084 ${national.slice(0, 3)} ${b} ${c}`
    case ODD.dashes:
      return `84 ${national.slice(0, 3)}-${b}-${c}`
    case ODD.dots:
      return `(+84) ${national.slice(0, 3)}.${b}.${c}`
    case ODD.codeAndZero:
      return `+84 ${phone}`
    case ODD.noBreakSpaces:
      return `${a}\u00a0${b}\u00a0${c}\u00a0`
    case ODD.oldPrefix:
      return `0164${phone.slice(3)}`
    case ODD.twoNumbers:
      return `${phone} / ${phoneOf(index + 5_000_000, '091')}`
    case ODD.placeholder:
      return PLACEHOLDERS[index % PLACEHOLDERS.length]!
    case ODD.landline:
      return `024${phone.slice(2)}`
    case ODD.service:
      return `1900${phone.slice(-4)}`
    case ODD.foreign:
      return `+1 202 555 01${String(index % 100).padStart(2, '0')}`
    case ODD.noPhone:
      return ''
    default:
      return phone
  }
}

function shopifyCustomer(person: Person, random: Random): Partial<ShopifyCustomer> {
  const { odd, index } = person
  const e164 = `+84${person.phone.slice(1)}`
  const hidden: number[] = [
    ODD.noPhone,
    ODD.placeholder,
    ODD.service,
    ODD.foreign,
    ODD.landline,
    // Shopify keeps a customer's phone unique: the one before has it.
    ODD.sharedPhone,
    ODD.onlyInNote,
    ODD.onlyInAddress,
  ]
  const orders = random.int(0, 20)
  const addressPhone = odd === ODD.onlyInAddress || random.next() < 0.4 ? spaced(person.phone) : null
  return {
    firstName: person.firstName,
    lastName: person.lastName,
    email: person.email === '' ? null : person.email,
    phone: hidden.includes(odd) ? null : e164,
    defaultAddress:
      addressPhone === null && random.next() < 0.5
        ? null
        : {
            id: 9_000_000_000_001 + index,
            address1: `${index + 1} Đường Ví Dụ`,
            city: person.town,
            phone: odd === ODD.onlyInNote || odd === ODD.noPhone ? null : addressPhone,
            zip: null,
          },
    tags: random.next() < 0.2 ? ['vip'] : [],
    note: noteOf(person, random),
    amountSpent: String(orders * random.int(10, 90) * 10_000),
    numberOfOrders: orders,
    state: random.next() < 0.3 ? 'ENABLED' : 'DISABLED',
    createdAt: person.createdAt,
    updatedAt: person.updatedAt,
  }
}

/** Notes hold phones, and numbers that only look like one. */
function noteOf(person: Person, random: Random): string | null {
  if (person.odd === ODD.onlyInNote) return `Gọi ${spaced(person.phone)} trước khi giao`
  if (person.odd === ODD.twoNumbers) return `${person.phone} ${phoneOf(person.index + 5_000_000, '091')}`
  const share = random.next()
  if (share < 0.05) return `DH 20240${person.phone}`
  return share < 0.1 ? 'Giao giờ hành chính' : null
}

function spaced(phone: string): string {
  return `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`
}

import { NHANH_TYPE } from '../nhanh/nhanh-world.ts'
import { type Random, randomFrom } from '../random.ts'
import type { CatalogueProduct, CatalogueVariant, NhanhSide } from './catalogue.ts'

const KINDS = [
  { noun: 'Áo thun', ascii: 'ao-thun', prefix: 'AT', price: 159_000 },
  { noun: 'Áo sơ mi', ascii: 'ao-so-mi', prefix: 'SM', price: 289_000 },
  { noun: 'Quần jean', ascii: 'quan-jean', prefix: 'QJ', price: 399_000 },
  { noun: 'Váy liền', ascii: 'vay-lien', prefix: 'VL', price: 450_000 },
  { noun: 'Giày thể thao', ascii: 'giay-the-thao', prefix: 'GT', price: 690_000 },
  { noun: 'Túi xách', ascii: 'tui-xach', prefix: 'TX', price: 550_000 },
  { noun: 'Nón lưỡi trai', ascii: 'non-luoi-trai', prefix: 'NL', price: 120_000 },
  { noun: 'Cà phê rang', ascii: 'ca-phe-rang', prefix: 'CF', price: 185_000 },
  { noun: 'Nước mắm', ascii: 'nuoc-mam', prefix: 'NM', price: 75_000 },
  { noun: 'Bình giữ nhiệt', ascii: 'binh-giu-nhiet', prefix: 'BG', price: 240_000 },
] as const
const STYLES = [
  'cổ điển',
  'dáng rộng',
  'dáng ôm',
  'cao cấp',
  'mùa hè',
  'thủ công',
  'tối giản',
  'Đà Lạt',
] as const
const COLOURS = [
  { name: 'Đen', code: 'DEN' },
  { name: 'Trắng', code: 'TRA' },
  { name: 'Đỏ', code: 'DO' },
  { name: 'Xanh lá', code: 'XLA' },
  { name: 'Xanh dương', code: 'XDU' },
  { name: 'Vàng', code: 'VAN' },
  { name: 'Nâu', code: 'NAU' },
  { name: 'Hồng', code: 'HON' },
  { name: 'Xám', code: 'XAM' },
  { name: 'Tím', code: 'TIM' },
] as const
const SIZES = ['S', 'M', 'L', 'XL', 'XXL', '36', '37', '38', '39', '40', '41', '42'] as const
const VENDORS = ['Xưởng Mẫu', 'Nhà May Thử', 'Cửa Hàng Ví Dụ', 'Demo & Co'] as const

/** Each odd case is every 50th product, at its own place: a data set of any size from 50 on has all of them. */
const ODD = {
  noSku: 3,
  combo: 5,
  duplicateSku: 7,
  multiUnit: 9,
  blanksAroundSku: 11,
  otherCaseAtNhanh: 13,
  weighed: 15,
  archived: 17,
  draft: 19,
  service: 21,
  numericSku: 23,
  voucher: 25,
  negative: 27,
  quotedBarcode: 29,
  untracked: 31,
  inactiveAtNhanh: 33,
  newAtNhanh: 35,
  sellsOn: 37,
  outOfStock: 39,
  missingAtNhanh: 41,
  missingAtShopify: 43,
  blanksAtNhanh: 45,
  otherStock: 47,
} as const
const ODD_EVERY = 50

/**
 * The products of the demo shop, one after the other: a Vietnamese shop with every odd case that real catalogues
 * have. The same index gives the same product whatever the size of the set.
 */
export function* demoCatalogue(products: number): Generator<CatalogueProduct> {
  for (let index = 0; index < products; index += 1) yield demoProduct(index)
}

function demoProduct(index: number): CatalogueProduct {
  const random = randomFrom(`demo product ${index}`)
  const odd = index % ODD_EVERY
  const kind = KINDS[index % KINDS.length]!
  const choices = optionsOf(index, odd, random)
  const number = String(index + 1).padStart(6, '0')
  const price = String(kind.price + random.int(0, 20) * 5000)
  const title = `${kind.noun} ${random.pick(STYLES)} ${number}`
  const variants = choices.values.map((choice, position) => {
    const sku = skuOf(index, choice.code)
    const quantity = quantityOf(odd, random)
    const barcode = random.next() < 0.7 ? barcodeOf(index, position) : ''
    return oddVariant(odd, index, {
      optionValues: choice.labels,
      sku,
      barcode,
      price,
      compareAtPrice: random.next() < 0.2 ? String(Math.round(Number(price) * 1.2)) : null,
      tracked: true,
      policy: 'DENY',
      quantity,
      requiresComponents: false,
      nhanh: { code: sku, barcode, available: quantity, type: NHANH_TYPE.product, status: 2 },
    })
  })
  return {
    handle: `${kind.ascii}-${number}`,
    title,
    vendor: random.pick(VENDORS),
    productType: kind.noun,
    tags: random.next() < 0.5 ? ['demo', kind.ascii] : [],
    status: odd === ODD.archived ? 'ARCHIVED' : odd === ODD.draft ? 'DRAFT' : 'ACTIVE',
    optionNames: choices.names,
    variants,
    onShopify: odd !== ODD.missingAtShopify,
  }
}

interface Choices {
  names: string[]
  values: { labels: string[]; code: string }[]
}

function optionsOf(index: number, odd: number, random: Random): Choices {
  // One product in 5,000 has more variants than the 100 that many readers take for the limit.
  if (index % 5000 === 42) return colourAndSize(COLOURS.length, SIZES.length, 0)
  const shape = random.next()
  // What is sold as one thing, and the cases that are easier to see on a single variant.
  if (shape < 0.55 || odd % 2 === 1 || odd === ODD.duplicateSku - 1)
    return { names: [], values: [{ labels: [], code: '' }] }
  if (shape < 0.8) {
    const sizes = SIZES.slice(0, random.int(2, 4))
    return { names: ['Size'], values: sizes.map((size) => ({ labels: [size], code: `-${size}` })) }
  }
  return colourAndSize(random.int(2, 3), random.int(2, 3), random.int(0, COLOURS.length - 3))
}

function colourAndSize(colours: number, sizes: number, from: number): Choices {
  const values = COLOURS.slice(from, from + colours).flatMap((colour) =>
    SIZES.slice(0, sizes).map((size) => ({ labels: [colour.name, size], code: `-${colour.code}-${size}` })),
  )
  return { names: ['Màu', 'Size'], values }
}

function skuOf(index: number, code: string): string {
  return `${KINDS[index % KINDS.length]!.prefix}${String(index + 1).padStart(6, '0')}${code}`
}

/** EAN-13 with the prefix 200, which is kept for use inside a shop. */
function barcodeOf(index: number, position: number): string {
  const digits = `200${String(index).padStart(6, '0')}${String(position).padStart(3, '0')}`
  const sum = Array.from(digits, Number).reduce(
    (total, digit, at) => total + digit * (at % 2 === 0 ? 1 : 3),
    0,
  )
  return `${digits}${(10 - (sum % 10)) % 10}`
}

function quantityOf(odd: number, random: Random): number {
  if (odd === ODD.negative) return -random.int(1, 9)
  if (odd === ODD.outOfStock) return 0
  return random.next() < 0.1 ? 0 : random.int(1, 120)
}

function oddVariant(odd: number, index: number, variant: CatalogueVariant): CatalogueVariant {
  const nhanh = variant.nhanh!
  const atNhanh = (change: Partial<NhanhSide>): CatalogueVariant => ({
    ...variant,
    nhanh: { ...nhanh, ...change },
  })
  const withSku = (sku: string): CatalogueVariant => ({ ...atNhanh({ code: sku }), sku })
  switch (odd) {
    case ODD.noSku:
      return withSku('')
    case ODD.duplicateSku:
      return withSku(skuOf(index - 1, ''))
    case ODD.numericSku:
      return withSku(String(893_000_000 + index))
    case ODD.blanksAroundSku:
      return { ...variant, sku: ` ${variant.sku} ` }
    case ODD.otherCaseAtNhanh:
      return atNhanh({ code: variant.sku.toLowerCase() })
    case ODD.blanksAtNhanh:
      return atNhanh({ code: `${variant.sku} ` })
    case ODD.combo:
      return { ...atNhanh({ type: NHANH_TYPE.combo }), requiresComponents: true }
    case ODD.multiUnit:
      return atNhanh({ type: NHANH_TYPE.multiUnit })
    case ODD.weighed:
      return atNhanh({ type: NHANH_TYPE.weighed, available: variant.quantity + 0.375 })
    case ODD.service:
      return { ...atNhanh({ type: NHANH_TYPE.service, available: null }), tracked: false, quantity: 0 }
    case ODD.voucher:
      return { ...atNhanh({ type: NHANH_TYPE.voucher, available: null }), tracked: false, quantity: 0 }
    case ODD.quotedBarcode:
      return { ...atNhanh({ barcode: barcodeOf(index, 0) }), barcode: `'${barcodeOf(index, 0)}` }
    case ODD.untracked:
      return { ...variant, tracked: false, quantity: 0 }
    case ODD.sellsOn:
      return { ...variant, policy: 'CONTINUE' }
    case ODD.inactiveAtNhanh:
      return atNhanh({ status: 3 })
    case ODD.newAtNhanh:
      return atNhanh({ status: 1 })
    case ODD.outOfStock:
      return atNhanh({ status: 4 })
    case ODD.otherStock:
      return atNhanh({ available: variant.quantity + 5 })
    case ODD.missingAtNhanh:
      return { ...variant, nhanh: null }
    default:
      return variant
  }
}

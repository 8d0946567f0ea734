import type { NhanhProduct } from '../../src/entities/nhanh-product.ts'
import { fold } from '../../src/entities/search-text.ts'
import type { RecordRow } from '../../src/jobs/record-page.ts'

const NOUNS = ['Áo thun cổ tròn', 'Quần jean dáng rộng', 'Giày thể thao', 'Túi xách da', 'Nón lưỡi trai']
const COLOURS = ['Đen', 'Trắng', 'Đỏ', 'Xanh dương', 'Nâu', 'Hồng', 'Xám']
const SIZES = ['S', 'M', 'L', 'XL', 'XXL']
const FIRST_ID = 38_400_000

/** Products as a pull of Nhanh makes them: variants of a parent, with stock in three depots and two options. */
export function products(count: number): RecordRow<NhanhProduct>[] {
  return Array.from({ length: count }, (_, index) => product(index))
}

function product(index: number): RecordRow<NhanhProduct> {
  const id = String(FIRST_ID + index)
  const colour = COLOURS[index % COLOURS.length]!
  const size = SIZES[index % SIZES.length]!
  const name = `${NOUNS[index % NOUNS.length]!} mẫu ${Math.floor(index / 10)} - ${colour} / ${size}`
  // Scattered, as the SKUs of a real catalogue are: an index over them is not filled from left to right.
  const sku = `SP${((index * 7_919) % 1_000_003).toString(36).toUpperCase()}-${size}-${index % 97}`
  const barcode = String(8_930_000_000_000 + index)
  const held = [index % 13, index % 7, index % 29].map((remain, depot) => ({
    depotId: String(15_200 + depot),
    available: String(Math.max(0, remain - (index % 3))),
    remain: String(remain),
    holding: String(index % 3),
    shipping: '0',
    damaged: null,
  }))
  const total = (key: 'available' | 'remain') =>
    String(held.reduce((sum, depot) => sum + Number(depot[key]), 0))
  return {
    id,
    parentId: index % 10 === 0 ? null : String(FIRST_ID + index - (index % 10)),
    sku,
    skuKey: sku.toLowerCase(),
    barcode,
    barcodeKey: barcode,
    name,
    kind: 'PRODUCT',
    status: 'ACTIVE',
    price: String(99_000 + (index % 400) * 1_000),
    oldPrice: null,
    wholesalePrice: null,
    importPrice: String(50_000 + (index % 200) * 1_000),
    averageCost: null,
    available: total('available'),
    remain: total('remain'),
    holding: String((index % 3) * 3),
    shipping: '0',
    damaged: null,
    stock: held,
    options: [
      { name: 'Màu sắc', value: colour },
      { name: 'Kích cỡ', value: size },
    ],
    sourceCreatedAt: new Date(Date.UTC(2025, 0, 1) + index * 60_000),
    sourceUpdatedAt: new Date(Date.UTC(2026, 5, 1) + index * 1_000),
    searchText: fold([id, sku, barcode, name].join(' ')),
  }
}

let version = 0

/** The same products later: this share of them, evenly spread, has another price than it ever had. */
export function later(rows: readonly RecordRow<NhanhProduct>[], share: number): RecordRow<NhanhProduct>[] {
  const every = Math.round(1 / share)
  version += 1
  const price = String(1_000_000 + version)
  return rows.map((row, index) => (index % every === 0 ? { ...row, price } : row))
}

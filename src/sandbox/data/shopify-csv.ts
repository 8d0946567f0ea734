import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { isObject } from '../json.ts'
import { NHANH_TYPE } from '../nhanh/nhanh-world.ts'
import type { CatalogueProduct, CatalogueVariant } from './catalogue.ts'
import { nhanhSideOf } from './nhanh-differences.ts'

/** The file given as a catalogue is no product export of Shopify; the message names the file and what is wrong. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
}

export interface Catalogue {
  /** `<slug of the file name>-<8 hex of the content's hash>` */
  name: string
  products: CatalogueProduct[]
}

/** Column titles in lower case → ours; exports of 2025 and later have shorter titles. */
const COLUMNS: Readonly<Record<string, string>> = {
  handle: 'handle',
  'url handle': 'handle',
  title: 'title',
  vendor: 'vendor',
  type: 'type',
  tags: 'tags',
  published: 'published',
  'published on online store': 'published',
  status: 'status',
  'gift card': 'giftCard',
  'option1 name': 'option1Name',
  'option1 value': 'option1Value',
  'option2 name': 'option2Name',
  'option2 value': 'option2Value',
  'option3 name': 'option3Name',
  'option3 value': 'option3Value',
  'variant sku': 'sku',
  sku: 'sku',
  'variant barcode': 'barcode',
  barcode: 'barcode',
  'variant price': 'price',
  price: 'price',
  'variant compare at price': 'compareAtPrice',
  'compare-at price': 'compareAtPrice',
  'variant inventory tracker': 'tracker',
  'inventory tracker': 'tracker',
  'variant inventory qty': 'quantity',
  'inventory quantity': 'quantity',
  'variant inventory policy': 'policy',
  'continue selling when out of stock': 'policy',
}

const REQUIRED = {
  handle: 'Handle',
  title: 'Title',
  option1Value: 'Option1 Value',
  price: 'Variant Price',
  sku: 'Variant SKU',
} as const

type Row = Partial<Record<string, string>>

const CSV_ROWS = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }))
type CsvRow = z.infer<typeof CSV_ROWS>[number]

/**
 * Reads a product export in Shopify's CSV format. Rows of one product repeat only its handle; a row without option
 * value, SKU and price carries a picture and is no variant.
 *
 * @throws CatalogueError when the file cannot be read, is no CSV, lacks columns, or holds a value that is none.
 */
export function readShopifyCsv(file: string): Catalogue {
  const content = readContent(file)
  const products = new Map<string, CatalogueProduct>()
  let variants = 0
  for (const { line, row } of rowsOf(file, content)) {
    const where = `${file}, line ${line}`
    const handle = textOf(row, 'handle')
    if (handle === '') throw new CatalogueError(`${where}: the row has no Handle`)
    let product = products.get(handle)
    const isFirst = product === undefined
    if (product === undefined) products.set(handle, (product = productOf(row, handle)))
    if (!isFirst && !isVariant(row)) continue
    const variant = variantOf(row, product, where)
    product.variants.push({ ...variant, nhanh: nhanhSideOf(variant, nhanhTypeOf(row), variants) })
    variants += 1
  }
  if (products.size === 0) throw new CatalogueError(`${file}: the file holds no product`)
  return { name: nameOf(file, content), products: [...products.values()] }
}

/** The currency is not in the file: VND has no decimals, so that any price with decimals makes it USD. */
export function currencyOf(products: readonly CatalogueProduct[]): 'USD' | 'VND' {
  const hasCents = products.some((product) =>
    product.variants.some((variant) => Number(variant.price) % 1 !== 0),
  )
  return hasCents ? 'USD' : 'VND'
}

function readContent(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const code = isObject(error) ? String(error['code']) : 'unknown'
    throw new CatalogueError(`${file}: the file cannot be read (${code})`, { cause: error })
  }
}

function rowsOf(file: string, content: Buffer): { line: number; row: Row }[] {
  let lines: CsvRow[]
  try {
    // The types of csv-parse do not know that `info` wraps each row.
    const parsed: unknown = parse(content, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    })
    lines = CSV_ROWS.parse(parsed)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new CatalogueError(`${file}, line ${String(error['lines'])}: not a CSV file (${error.message})`, {
      cause: error,
    })
  }
  const [header, ...rest] = lines
  if (header === undefined) throw new CatalogueError(`${file}: the file is empty`)
  const names = header.record.map((title) => COLUMNS[title.trim().toLowerCase()] ?? '')
  const missing = Object.entries(REQUIRED).filter(([name]) => !names.includes(name))
  if (missing.length > 0) {
    const titles = missing.map(([, title]) => title).join(', ')
    throw new CatalogueError(`${file}, line 1: not a Shopify product export, it has no column ${titles}`)
  }
  return rest.map(({ record, info }) => ({
    // `lines` counts to the end of a row; long descriptions span many lines.
    line: info.lines - linesWithin(record),
    row: Object.fromEntries(names.map((name, at) => [name, record[at] ?? ''])),
  }))
}

function linesWithin(record: string[]): number {
  return record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
}

function productOf(row: Row, handle: string): CatalogueProduct {
  const optionNames = [1, 2, 3]
    .map((number) => textOf(row, `option${number}Name`))
    .filter((name) => name !== '')
  const isDefault = optionNames.length === 1 && textOf(row, 'option1Value') === 'Default Title'
  return {
    handle,
    title: textOf(row, 'title') || handle,
    vendor: textOf(row, 'vendor'),
    productType: textOf(row, 'type'),
    tags: textOf(row, 'tags')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    status: statusOf(row),
    optionNames: isDefault ? [] : optionNames,
    variants: [],
    onShopify: true,
  }
}

const STATUSES = ['ACTIVE', 'ARCHIVED', 'DRAFT', 'UNLISTED'] as const

/** The newer Status column wins; before it, what was not published was not for sale. */
function statusOf(row: Row): CatalogueProduct['status'] {
  const status = textOf(row, 'status').toUpperCase()
  return (
    STATUSES.find((known) => known === status) ??
    (textOf(row, 'published').toLowerCase() === 'false' ? 'DRAFT' : 'ACTIVE')
  )
}

function isVariant(row: Row): boolean {
  return ['option1Value', 'sku', 'price'].some((name) => textOf(row, name) !== '')
}

function variantOf(row: Row, product: CatalogueProduct, where: string): Omit<CatalogueVariant, 'nhanh'> {
  const price = decimalOf(row, 'price', where) ?? '0.00'
  const tracked = textOf(row, 'tracker').toLowerCase() === 'shopify'
  const quantity = textOf(row, 'quantity')
  if (quantity !== '' && !/^-?\d+$/.test(quantity)) {
    throw new CatalogueError(`${where}: the inventory quantity is '${quantity}', not a whole number`)
  }
  return {
    optionValues: product.optionNames.map((_, at) => textOf(row, `option${at + 1}Value`)),
    // As it is: blanks around a SKU are what a matcher has to deal with.
    sku: row['sku'] ?? '',
    barcode: row['barcode'] ?? '',
    price,
    compareAtPrice: decimalOf(row, 'compareAtPrice', where),
    tracked,
    policy: ['continue', 'true'].includes(textOf(row, 'policy').toLowerCase()) ? 'CONTINUE' : 'DENY',
    quantity: Number(quantity || '0'),
    requiresComponents: false,
  }
}

function nhanhTypeOf(row: Row): number {
  return textOf(row, 'giftCard').toLowerCase() === 'true' ? NHANH_TYPE.voucher : NHANH_TYPE.product
}

function decimalOf(row: Row, name: string, where: string): string | null {
  const text = textOf(row, name)
  if (text === '') return null
  if (!/^\d+(\.\d+)?$/.test(text)) {
    throw new CatalogueError(
      `${where}: the ${name === 'price' ? 'price' : 'compare-at price'} is '${text}', not a number`,
    )
  }
  return text
}

function textOf(row: Row, name: string): string {
  return (row[name] ?? '').trim()
}

function nameOf(file: string, content: Buffer): string {
  const slug = basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8)
  return slug === '' ? hash : `${slug}-${hash}`
}

import type { Formats } from '../formats/formats.ts'
import type {
  MatchNhanhCustomerFragment,
  MatchNhanhProductFragment,
  MatchPairFragment,
  MatchShopifyCustomerFragment,
  MatchShopifyVariantFragment,
  RecordKind,
} from '../graphql/types.ts'
import { mailKey, numberKey, phoneKey, textKey, wordsKey } from './compare.ts'

export type Side = 'NHANH' | 'SHOPIFY'

export type AnyRecord =
  | MatchNhanhProductFragment
  | MatchShopifyVariantFragment
  | MatchNhanhCustomerFragment
  | MatchShopifyCustomerFragment

type FieldName = 'name' | 'sku' | 'barcode' | 'price' | 'stock' | 'status' | 'phone' | 'email' | 'spent'

export interface RecordField {
  name: FieldName
  /** As it is shown; null when the record has none. */
  value: string | null
  /** As it is compared, where it is: both sides agree when they share one. */
  keys?: readonly string[]
}

/** A record of any of the four kinds, as it stands beside its counterpart. */
export interface ShownRecord {
  id: string
  side: Side
  title: string
  deletedAt: string | null
  /** The first is its name. */
  fields: readonly RecordField[]
}

/** What a platform calls the only variant of a product. */
const NO_TITLE = 'Default Title'

export function titleOf(record: AnyRecord): string {
  switch (record.__typename) {
    case 'ShopifyVariant':
      return record.title === NO_TITLE ? record.productTitle : `${record.productTitle} · ${record.title}`
    case 'ShopifyCustomer':
      return [record.lastName, record.firstName].filter(Boolean).join(' ') || (record.email ?? record.id)
    default:
      return record.name
  }
}

/** What tells the record apart, in a line below its name. */
export function noteOf(record: AnyRecord): string | null {
  switch (record.__typename) {
    case 'NhanhProduct':
    case 'ShopifyVariant':
      return record.sku ?? record.barcode
    case 'NhanhCustomer':
      return record.phone ?? record.email
    case 'ShopifyCustomer':
      return record.phone ?? record.addressPhone ?? record.email
  }
}

/** Where the mapping of a Shopify record is listed; by its id, as it has one mapping only. */
export function mappingAddress(kind: RecordKind, shopifyId: string): string {
  const search = new URLSearchParams({ ...(kind === 'CUSTOMER' && { kind: 'customers' }), search: shopifyId })
  return `/mappings?${search.toString()}`
}

export function pairOf(mapping: MatchPairFragment): {
  kind: RecordKind
  nhanh: AnyRecord
  shopify: AnyRecord
} {
  return mapping.__typename === 'ProductMapping'
    ? { kind: 'PRODUCT', nhanh: mapping.nhanhProduct, shopify: mapping.shopifyVariant }
    : { kind: 'CUSTOMER', nhanh: mapping.nhanhCustomer, shopify: mapping.shopifyCustomer }
}

export function showRecord(
  record: AnyRecord,
  formats: Formats,
  statusText: (status: string) => string,
): ShownRecord {
  const title = titleOf(record)
  const { id, deletedAt } = record
  const side = record.__typename.startsWith('Nhanh') ? 'NHANH' : 'SHOPIFY'
  const money = (value: string | null) => (value === null ? null : formats.money(value))
  const field = (
    name: FieldName,
    value: string | null,
    toKey?: (text: string) => string,
    sources: readonly (string | null)[] = [value],
  ): RecordField => ({
    name,
    value,
    ...(toKey && { keys: sources.flatMap((text) => (text === null || text === '' ? [] : [toKey(text)])) }),
  })
  const shown = (fields: readonly RecordField[]): ShownRecord => ({
    id,
    side,
    title,
    deletedAt,
    fields: [field('name', title, wordsKey), ...fields],
  })
  switch (record.__typename) {
    case 'NhanhProduct':
    case 'ShopifyVariant': {
      const isNhanh = record.__typename === 'NhanhProduct'
      const stock = isNhanh ? record.available : (record.inventoryQuantity?.toString() ?? null)
      return shown([
        field('sku', record.sku, textKey),
        field('barcode', record.barcode, textKey),
        field('price', money(record.price), numberKey, [record.price]),
        field('stock', stock === null ? null : formats.decimal(stock)),
        field('status', statusText(isNhanh ? record.nhanhStatus : record.shopStatus)),
      ])
    }
    case 'NhanhCustomer':
      return shown([
        field('phone', record.phone, phoneKey),
        field('email', record.email, mailKey),
        field('spent', money(record.totalSpent)),
      ])
    case 'ShopifyCustomer': {
      const phones = [record.phone, record.addressPhone]
      const different = phones.filter(
        (phone, index): phone is string =>
          phone !== null && phones.findIndex((one) => one && phoneKey(one) === phoneKey(phone)) === index,
      )
      return shown([
        field('phone', different.join(', ') || null, phoneKey, phones),
        field('email', record.email, mailKey),
        field('spent', money(record.amountSpent)),
      ])
    }
  }
}

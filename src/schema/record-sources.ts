import { sql, type RawBuilder } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { NhanhCustomer } from '../entities/nhanh-customer.ts'
import { NhanhProduct } from '../entities/nhanh-product.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import { ShopifyCustomer } from '../entities/shopify-customer.ts'
import type { ShopifyProductStatus } from '../entities/shopify-product.ts'
import { ShopifyVariant } from '../entities/shopify-variant.ts'
import { TABLES } from '../jobs/mappings/account-pair.ts'
import type { KeysetOrder, ListSource } from './keyset.ts'

/** How one kind of records of one platform is read; after FROM they are `record`. */
export interface RecordSource<Node> extends ListSource<Node> {
  platform: Platform
  kind: RecordKind
  order: KeysetOrder
  searched: RawBuilder<unknown>[]
  keyOf: (node: Node) => string
}

/** A variant with what its product's own row, where there is one, says newer. */
export interface ListedVariant {
  variant: ShopifyVariant
  productTitle: string
  productStatus: ShopifyProductStatus
}

const order = (list: string, type: 'bigint' | 'text'): KeysetOrder => ({
  list,
  column: sql.ref('record.id'),
  type,
  descending: true,
})

/** Records whose own row tells all. */
function plain<Node extends { id: string }>(
  platform: Platform,
  kind: RecordKind,
  orderedBy: KeysetOrder,
  toNode: ListSource<Node>['toNode'],
): RecordSource<Node> {
  return {
    platform,
    kind,
    order: orderedBy,
    from: sql`${sql.table(TABLES[kind][platform])} record`,
    columns: sql`record.*`,
    searched: [sql.ref('record.search_text')],
    toNode,
    keyOf: (record) => record.id,
  }
}

export const NHANH_PRODUCTS = plain('NHANH', 'PRODUCT', order('nhanh', 'bigint'), (em, row) =>
  em.map(NhanhProduct, row),
)

export const SHOPIFY_VARIANTS: RecordSource<ListedVariant> = {
  platform: 'SHOPIFY',
  kind: 'PRODUCT',
  order: order('variant', 'text'),
  from: sql`shopify_variant record
    left join shopify_product product on product.account_id = record.account_id and product.id = record.product_id`,
  columns: sql`record.*, coalesce(product.title, record.product_title) as newest_title,
    coalesce(product.status, record.product_status) as newest_status`,
  searched: [sql.ref('record.search_text'), sql.ref('product.search_text')],
  toNode: (em, { newest_title: productTitle, newest_status: productStatus, ...row }) => ({
    variant: em.map(ShopifyVariant, row),
    productTitle: productTitle as string,
    productStatus: productStatus as ShopifyProductStatus,
  }),
  keyOf: ({ variant }) => variant.id,
}

export const NHANH_CUSTOMERS = plain('NHANH', 'CUSTOMER', order('nhanhCustomer', 'bigint'), (em, row) =>
  em.map(NhanhCustomer, row),
)

export const SHOPIFY_CUSTOMERS = plain('SHOPIFY', 'CUSTOMER', order('shopifyCustomer', 'text'), (em, row) =>
  em.map(ShopifyCustomer, row),
)

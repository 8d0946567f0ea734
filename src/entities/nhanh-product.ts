import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { money, quantity, recordColumns } from './record-columns.ts'

/** Kinds that are never kept in step: they only group others, or have no stock to sell online. */
export const NEVER_LINKED_KINDS = ['PARENT', 'VOUCHER', 'SERVICE', 'TOOL']

/** A depot's part of a product's stock; a number that Nhanh did not send is null, never 0. */
export interface NhanhDepotStock {
  depotId: string
  available: string | null
  remain: string | null
  holding: string | null
  shipping: string | null
  damaged: string | null
}

/** A product of Nhanh: a sellable thing, or the parent that groups children. */
export const NhanhProduct = defineEntity({
  name: 'NhanhProduct',
  properties: {
    ...recordColumns(),
    id: p.bigint('string').primary().autoincrement(false),
    parentId: p.bigint('string').nullable(),
    sku: p.string().columnType('text').nullable(),
    /** The SKU as it is compared. */
    skuKey: p.string().columnType('text').nullable(),
    barcode: p.string().columnType('text').nullable(),
    /** The barcode as it is compared. */
    barcodeKey: p.string().columnType('text').nullable(),
    name: p.string().columnType('text'),
    kind: p.string().columnType('text'),
    status: p.string().columnType('text'),
    price: money().nullable(),
    oldPrice: money().nullable(),
    wholesalePrice: money().nullable(),
    importPrice: money().nullable(),
    averageCost: money().nullable(),
    available: quantity().nullable(),
    remain: quantity().nullable(),
    holding: quantity().nullable(),
    shipping: quantity().nullable(),
    damaged: quantity().nullable(),
    stock: p.json<NhanhDepotStock[]>(),
    options: p.json<{ name: string; value: string }[]>(),
  },
  indexes: [{ properties: ['accountId', 'skuKey'] }, { properties: ['accountId', 'barcodeKey'] }],
})
export type NhanhProduct = InferEntity<typeof NhanhProduct>

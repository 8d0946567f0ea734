import { z } from 'zod'
import {
  SHOPIFY_PRODUCT_STATUSES,
  ShopifyProduct,
  type ShopifyProductStatus,
} from '../../entities/shopify-product.ts'
import { ShopifyVariant } from '../../entities/shopify-variant.ts'
import type { ShopifyProductRecord, ShopifyVariantRecord } from '../../integrations/shopify/records.ts'
import { fold, SEARCH_TEXT_VERSION } from '../../entities/search-text.ts'
import { SKU_RULES_VERSION, skuKey } from '../../matching/sku.ts'
import { defineJob, type JobContext } from '../define-job.ts'
import { keysOf, RecordWriter, type RecordRow } from '../record-page.ts'
import { graphqlTypes, pastMoment } from './input-fields.ts'

/** Counts up when the same record of Shopify gives another row than before. */
const MAPPING_VERSION = 1
const RULES_VERSION = `${MAPPING_VERSION}.${SKU_RULES_VERSION}.${SEARCH_TEXT_VERSION}`

/** Products first, then their variants, because a variant shows its product's title. */
type Stage = 'products' | 'variants' | 'finished'

interface Checkpoint {
  stage: Stage
  /** The last record of the stage that is stored. */
  afterId?: string
  pages: number
  products: number
}

interface Input {
  updatedAfter?: string
  status?: ShopifyProductStatus
}

type Context = JobContext<Input, 'SHOPIFY'>

export const pullShopifyProducts = defineJob({
  type: 'PULL_SHOPIFY_PRODUCTS',
  label: 'Pull Shopify Products',
  description: 'Reads all products of Shopify and their variants with prices and the stock at each location.',
  platforms: ['SHOPIFY'],
  input: z.strictObject({
    updatedAfter: pastMoment().optional().describe('Only products and variants that changed since then.'),
    status: z
      .enum(SHOPIFY_PRODUCT_STATUSES)
      .optional()
      .register(graphqlTypes, { graphqlType: 'ShopifyProductStatus' })
      .describe('Only products with this status.'),
  }),
  resources: (_input, accountIds) => [`${accountIds.SHOPIFY}:products`],

  async run(context: Context) {
    const done = (context.checkpoint as Checkpoint | null) ?? { stage: 'products', pages: 0, products: 0 }
    if (done.stage === 'finished') return
    const position = { ...done }
    const total = await context.platforms.SHOPIFY.client.variantsCount(
      { search: searchOf('product_status', context.input) },
      context.progress.call,
    )
    await context.progress.describe({
      total,
      metadata: { pages: done.pages, products: done.products, filters: context.input },
    })
    if (position.stage === 'products') {
      await pullProducts(context, position)
      await context.progress.drain()
      await context.progress.log('INFO', `Read ${position.products} products; their variants follow`)
      position.stage = 'variants'
      position.afterId = undefined
    }
    await pullVariants(context, position)
  },
})

async function pullProducts(
  { jobId, input, platforms, progress, em }: Context,
  position: Checkpoint,
): Promise<void> {
  const { accountId, client } = platforms.SHOPIFY
  const writer = new RecordWriter<ShopifyProduct>(em, ShopifyProduct, RULES_VERSION)
  await progress.describe({ phase: 'products' })
  const search = searchOf('status', input)
  for await (const page of client.productPages({ search, afterId: position.afterId }, progress.call)) {
    position.pages += 1
    position.products += page.records.length
    const rows = page.records.map(toProductRow)
    const pageName = `${position.pages}`
    const write = { jobId, accountId, rows, broken: page.broken, pageName, counted: false }
    const { pages, products } = position
    const checkpoint: Checkpoint =
      page.next === undefined
        ? { stage: 'variants', pages, products }
        : { stage: 'products', afterId: page.next as string, pages, products }
    await progress.batch({
      keys: keysOf(page),
      write: (tx) => writer.write(tx, write),
      checkpoint,
      phase: `products, page ${pages}`,
      metadata: { pages, products },
    })
  }
}

async function pullVariants(
  { jobId, input, platforms, progress, em }: Context,
  position: Checkpoint,
): Promise<void> {
  const { accountId, client } = platforms.SHOPIFY
  const writer = new RecordWriter<ShopifyVariant>(em, ShopifyVariant, RULES_VERSION)
  const search = searchOf('product_status', input)
  const locations = await client.locations(progress.call)
  await progress.describe({ phase: 'variants', metadata: { locations: locations.length } })
  const query = { search, afterId: position.afterId, levels: Math.max(1, locations.length) }
  for await (const page of client.variantPages(query, progress.call)) {
    position.pages += 1
    const { pages, products } = position
    const rows = page.records.map(toVariantRow)
    const write = { jobId, accountId, rows, broken: page.broken, pageName: `${pages}`, counted: true }
    const checkpoint: Checkpoint =
      page.next === undefined
        ? { stage: 'finished', pages, products }
        : { stage: 'variants', afterId: page.next as string, pages, products }
    await progress.batch({
      keys: keysOf(page),
      write: (tx) => writer.write(tx, write),
      checkpoint,
      phase: `variants, page ${pages}`,
      metadata: { pages },
    })
  }
}

/** Shopify's search syntax: https://shopify.dev/docs/api/usage/search-syntax */
function searchOf(statusField: 'status' | 'product_status', input: Input): string | undefined {
  const terms: string[] = []
  if (input.status) terms.push(`${statusField}:${input.status.toLowerCase()}`)
  if (input.updatedAfter) terms.push(`updated_at:>='${input.updatedAfter}'`)
  return terms.length === 0 ? undefined : terms.join(' ')
}

function toProductRow(record: ShopifyProductRecord): RecordRow<ShopifyProduct> {
  return {
    id: record.id,
    title: record.title,
    handle: record.handle,
    status: record.status,
    vendor: record.vendor,
    productType: record.productType,
    tags: record.tags,
    sourceCreatedAt: record.sourceCreatedAt,
    sourceUpdatedAt: record.sourceUpdatedAt,
    searchText: fold([record.title, record.handle, record.vendor].filter(Boolean).join(' ')),
  }
}

function toVariantRow(record: ShopifyVariantRecord): RecordRow<ShopifyVariant> {
  return {
    id: record.id,
    productId: record.productId,
    productTitle: record.productTitle,
    productStatus: record.productStatus,
    title: record.title,
    sku: record.sku,
    skuKey: skuKey(record.sku),
    barcode: record.barcode,
    price: record.price,
    compareAtPrice: record.compareAtPrice,
    position: record.position,
    inventoryItemId: record.inventoryItemId,
    tracked: record.tracked,
    inventoryPolicy: record.inventoryPolicy,
    inventoryQuantity: record.inventoryQuantity,
    isBundle: record.isBundle,
    stock: record.stock,
    options: record.options,
    sourceCreatedAt: record.sourceCreatedAt,
    sourceUpdatedAt: record.sourceUpdatedAt,
    searchText: fold(
      [record.id, record.sku, record.barcode, record.productTitle, record.title].filter(Boolean).join(' '),
    ),
  }
}

import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import { fold, SEARCH_TEXT_VERSION } from '../../entities/search-text.ts'
import {
  SHOPIFY_PRODUCT_STATUSES,
  ShopifyProduct,
  type ShopifyProductStatus,
} from '../../entities/shopify-product.ts'
import { ShopifyVariant } from '../../entities/shopify-variant.ts'
import type { Page } from '../../integrations/call.ts'
import { MAX_PAGE_SIZE } from '../../integrations/shopify/documents.ts'
import type { ShopifyProductRecord, ShopifyVariantRecord } from '../../integrations/shopify/records.ts'
import { BARCODE_RULES_VERSION, barcodeKey } from '../../matching/barcode.ts'
import { SKU_RULES_VERSION, skuKey } from '../../matching/sku.ts'
import { defineJob, type JobContext } from '../define-job.ts'
import { runPull } from '../pull/pull.ts'
import { PulledTable, type PullPage } from '../pull/pulled-table.ts'
import { cancelBulk, searchOf, stepsOfWholeLists } from '../pull/shopify-lists.ts'
import type { RecordRow } from '../record-page.ts'
import { rememberLocations } from '../sync/places.ts'
import { graphqlTypes, namesOrFilters, pullFields, shopifyIds } from './input-fields.ts'

/** Counts up when the same record of Shopify gives another row than before. */
const MAPPING_VERSION = 2
const RULES_VERSION = `${MAPPING_VERSION}.${SKU_RULES_VERSION}.${BARCODE_RULES_VERSION}.${SEARCH_TEXT_VERSION}`

interface Input {
  status?: ShopifyProductStatus
}

type Context = JobContext<Input, 'SHOPIFY'>

export const pullShopifyProducts = defineJob({
  type: 'PULL_SHOPIFY_PRODUCTS',
  label: 'Pull Shopify Products',
  description: 'Reads the products of Shopify and their variants with prices and the stock at each location.',
  platforms: ['SHOPIFY'],
  input: z
    .strictObject({
      ...pullFields(shopifyIds('Product')),
      status: z
        .enum(SHOPIFY_PRODUCT_STATUSES)
        .optional()
        .register(graphqlTypes, { graphqlType: 'ShopifyProductStatus' })
        .describe('Only products with this status.'),
    })
    .check(namesOrFilters),
  resources: (_input, accountIds) => [`${accountIds.SHOPIFY}:products`],

  async run(context) {
    const { em, input, platforms, progress } = context
    const { accountId, client } = platforms.SHOPIFY
    const { call } = progress
    const locations = await client.locations(call)
    const db = em.getKysely<unknown>()
    await db.transaction().execute((tx) => rememberLocations(tx, accountId, locations))
    const locationIds = locations.map(({ id }) => id).toSorted()
    const levels = Math.max(1, locationIds.length)
    const { products, variants } = tablesOf(context, levels)
    const productSearch = (updatedSince?: Date) => searchOf({ ...statusOf('status', input), updatedSince })
    const variantSearch = (updatedSince?: Date) =>
      searchOf({ ...statusOf('product_status', input), updatedSince })
    const readProducts = (next: unknown, updatedSince?: Date) =>
      products.pages(client.productPages({ search: productSearch(updatedSince), next }, call))
    const readVariants = (next: unknown, updatedSince?: Date) =>
      variants.pages(client.variantPages({ search: variantSearch(updatedSince), next, levels }, call))

    await progress.describe({ metadata: { locations: locationIds.length } })
    await runPull(context, {
      accountId,
      asked: input,
      isFiltered: input.status !== undefined,
      streams: {
        products: { owns: (key) => key.startsWith('gid://shopify/Product/') },
        variants: { owns: (key) => key.startsWith('gid://shopify/ProductVariant/') },
        levels: {},
      },
      tables: [products, variants],
      platformTime: () => client.platformTime(),

      async full(kept) {
        const count = await client.variantsCount({ search: variantSearch() }, call)
        await progress.describe({ total: count + progress.counts.failed })
        return stepsOfWholeLists(
          { progress, shopify: platforms.SHOPIFY, kept },
          [
            // Products first, because a variant shows its product's title.
            {
              list: 'products',
              search: productSearch(),
              page: (page) => products.page(page as Page<ShopifyProductRecord>),
              paged: readProducts,
            },
            {
              list: 'variants',
              search: variantSearch(),
              page: (page) => variants.page(page as Page<ShopifyVariantRecord>),
              paged: readVariants,
            },
          ],
          { count, what: 'variants' },
        )
      },

      changed: (since, openIds) => [
        { name: 'products', read: (next) => readProducts(next, since['products']) },
        { name: 'variants', read: (next) => readVariants(next, since['variants']) },
        {
          name: 'levels',
          read: (next) =>
            variants.pages(readChangedLevels(context, { locationIds, changedSince: since['levels']!, next })),
        },
        {
          name: 'products that failed before',
          read: (next) => products.again(openIds['products'] ?? [], next),
        },
        {
          name: 'variants that failed before',
          read: (next) => variants.again(openIds['variants'] ?? [], next),
        },
      ],

      named: ({ ids, deletedIds }) => [
        { name: 'products', read: (next) => products.again(ids, next) },
        {
          name: 'variants',
          read: (next) =>
            inParts(ids, next, async function* (part) {
              yield* variants.again(await client.variantIdsOf(part, call), undefined)
            }),
        },
        { name: 'products said to be deleted', read: (next) => products.confirm(deletedIds, next) },
        {
          name: 'their variants',
          read: (next) =>
            inParts(deletedIds, next, async function* (part) {
              yield* variants.confirm(await knownVariantsOf(db, accountId, part))
            }),
        },
      ],
    })
  },

  cancelled: ({ checkpoint, platforms, call }) => cancelBulk(checkpoint, platforms.SHOPIFY, call),
})

function tablesOf({ jobId, em, platforms, progress }: Context, levels: number) {
  const { accountId, client } = platforms.SHOPIFY
  const { call } = progress
  const shared = { em, jobId, accountId, rulesVersion: RULES_VERSION, idsAtOnce: MAX_PAGE_SIZE }
  const products = new PulledTable<ShopifyProductRecord, ShopifyProduct>({
    ...shared,
    entity: ShopifyProduct,
    name: 'products',
    counted: false,
    toRow: toProductRow,
    byIds: (ids) => client.productsByIds(ids, call),
  })
  const variants = new PulledTable<ShopifyVariantRecord, ShopifyVariant>({
    ...shared,
    entity: ShopifyVariant,
    name: 'variants',
    counted: true,
    toRow: toVariantRow,
    byIds: (ids) => client.variantsByIds(ids, levels, call),
  })
  return { products, variants }
}

/**
 * Variants whose stock changed, location by location, read whole: neither a product's nor a variant's own update time
 * moves on stock. One that is not here yet is new, and comes with the variants.
 */
async function* readChangedLevels(
  { em, platforms, progress }: Context,
  query: { locationIds: readonly string[]; changedSince: Date; next: unknown },
): AsyncGenerator<Page<ShopifyVariantRecord>> {
  const { accountId, client } = platforms.SHOPIFY
  const { locationIds, changedSince } = query
  const from = query.next as { locationId: string; next: unknown } | undefined
  const remaining = locationIds.filter((id) => id >= (from?.locationId ?? ''))
  for (const [index, locationId] of remaining.entries()) {
    const next = locationId === from?.locationId ? from.next : undefined
    const following = remaining[index + 1]
    for await (const page of client.changedLevelPages({ locationId, changedSince, next }, progress.call)) {
      const ids = await variantsOf(em.getKysely<unknown>(), accountId, page.inventoryItemIds)
      const variants =
        ids.length > 0
          ? await client.variantsByIds(ids, Math.max(1, locationIds.length), progress.call)
          : { records: [], broken: [], size: 0 }
      const after =
        page.next === undefined ? following && { locationId: following } : { locationId, next: page.next }
      yield { ...variants, next: after }
    }
  }
}

/**
 * The pages of many products' variants, some products at a time; `next` counts the products that are done. A part that
 * is cut off is read again: what its pages have counted does not count twice.
 */
async function* inParts<Read extends PullPage>(
  ids: readonly string[],
  next: unknown,
  pagesOf: (part: readonly string[]) => AsyncIterable<Read>,
): AsyncGenerator<Read> {
  for (let done = Number(next ?? 0); done < ids.length; done += MAX_PAGE_SIZE) {
    const after = done + MAX_PAGE_SIZE < ids.length ? done + MAX_PAGE_SIZE : undefined
    for await (const page of pagesOf(ids.slice(done, done + MAX_PAGE_SIZE)))
      yield { ...page, next: page.next === undefined ? after : done }
  }
}

async function knownVariantsOf(
  db: Kysely<unknown>,
  accountId: number,
  productIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from shopify_variant
    where account_id = ${accountId} and product_id = any(${[...productIds]}::text[]) and deleted_at is null order by id
  `.execute(db)
  return rows.map((row) => row.id)
}

async function variantsOf(
  db: Kysely<unknown>,
  accountId: number,
  inventoryItemIds: string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from shopify_variant
    where account_id = ${accountId} and inventory_item_id = any(${inventoryItemIds}::text[]) order by id
  `.execute(db)
  return rows.map((row) => row.id)
}

function statusOf(field: 'status' | 'product_status', { status }: Input) {
  return status && { status: { field, value: status } }
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
    barcodeKey: barcodeKey(record.barcode),
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

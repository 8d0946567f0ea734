import { z } from 'zod'
import { NhanhProduct } from '../../entities/nhanh-product.ts'
import { fold, SEARCH_TEXT_VERSION } from '../../entities/search-text.ts'
import { CodedError } from '../../errors.ts'
import type { CallOptions, Page } from '../../integrations/call.ts'
import { NHANH_PAGE_SIZE, type NhanhClient } from '../../integrations/nhanh/client.ts'
import type { NhanhProductRecord } from '../../integrations/nhanh/records.ts'
import { BARCODE_RULES_VERSION, barcodeKey } from '../../matching/barcode.ts'
import { SKU_RULES_VERSION, skuKey } from '../../matching/sku.ts'
import { defineJob, type JobContext } from '../define-job.ts'
import { runPull, type PullStep } from '../pull/pull.ts'
import { PulledTable } from '../pull/pulled-table.ts'
import type { RecordRow } from '../record-page.ts'
import { rememberDepots } from '../sync/places.ts'
import { namesOrFilters, NHANH_IDS, pullFields } from './input-fields.ts'

/** Counts up when the same record of Nhanh gives another row than before. */
const MAPPING_VERSION = 2

export const pullNhanhProducts = defineJob({
  type: 'PULL_NHANH_PRODUCTS',
  label: 'Pull Nhanh Products',
  description: 'Reads the products of Nhanh with their prices and the stock in each depot.',
  platforms: ['NHANH'],
  input: z.strictObject(pullFields(NHANH_IDS)).check(namesOrFilters),
  resources: (_input, accountIds) => [`${accountIds.NHANH}:products`],

  async run(context) {
    const { jobId, em, input, platforms, progress } = context
    const { accountId, client } = platforms.NHANH
    const { call } = progress
    const products = new PulledTable({
      em,
      jobId,
      accountId,
      entity: NhanhProduct,
      name: 'products',
      rulesVersion: `${MAPPING_VERSION}.${SKU_RULES_VERSION}.${BARCODE_RULES_VERSION}.${SEARCH_TEXT_VERSION}`,
      counted: true,
      toRow,
      byIds: (ids) => client.productsByIds(ids, call),
      idsAtOnce: NHANH_PAGE_SIZE,
    })
    const list = (updatedAtFrom?: Date): PullStep => ({
      name: 'products',
      read: (next) => products.pages(client.productPages({ updatedAtFrom, next }, call)),
    })
    await runPull(context, {
      accountId,
      asked: input,
      isFiltered: false,
      streams: { products: { owns: () => true }, stock: {} },
      tables: [products],
      platformTime: () => client.platformTime(),
      full: () => [list()],
      changed: (since, openIds) => [
        list(since['products']),
        {
          name: 'stock',
          read: (next) =>
            products.pages(readChangedStock(client, { changedSince: since['stock']!, next }, call)),
        },
        { name: 'failed before', read: (next) => products.again(openIds['products'] ?? [], next) },
      ],
      named: ({ ids, deletedIds }) => [
        { name: 'named', read: (next) => products.again(ids, next) },
        { name: 'said to be deleted', read: (next) => products.confirm(deletedIds, next) },
      ],
    })
    await lookAtDepots(context)
  },
})

/** Products are worth having though the depots cannot be read; then the log says so. */
async function lookAtDepots({ em, platforms, progress }: JobContext<object, 'NHANH'>): Promise<void> {
  const { accountId, client } = platforms.NHANH
  try {
    const depots = await client.depots(progress.call)
    const db = em.getKysely<unknown>()
    await db.transaction().execute((tx) => rememberDepots(tx, accountId, depots))
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    await progress.log('WARN', `The depots were not read: ${error.message}`)
  }
}

/** Products whose stock changed, read whole: a product's own update time never moves on stock. */
async function* readChangedStock(
  client: NhanhClient,
  query: { changedSince: Date; next: unknown },
  call: CallOptions,
): AsyncGenerator<Page<NhanhProductRecord>> {
  for await (const { records: ids, broken, next } of client.stockChangePages(query, call)) {
    const page = ids.length > 0 ? await client.productsByIds(ids, call) : { records: [], broken: [], size: 0 }
    yield { ...page, broken: [...broken, ...page.broken], next }
  }
}

function toRow(record: NhanhProductRecord): RecordRow<NhanhProduct> {
  const { prices, stock } = record
  return {
    id: record.id,
    parentId: record.parentId,
    sku: record.sku,
    skuKey: skuKey(record.sku),
    barcode: record.barcode,
    barcodeKey: barcodeKey(record.barcode),
    name: record.name,
    kind: record.kind,
    status: record.status,
    price: prices.retail,
    oldPrice: prices.old,
    wholesalePrice: prices.wholesale,
    importPrice: prices.import,
    averageCost: prices.averageCost,
    available: stock.available,
    remain: stock.remain,
    holding: stock.holding,
    shipping: stock.shipping,
    damaged: stock.damaged,
    stock: record.stockByDepot,
    options: record.attributes,
    sourceCreatedAt: record.sourceCreatedAt,
    sourceUpdatedAt: record.sourceUpdatedAt,
    searchText: fold(
      [record.id, record.sku, record.barcode, record.name, record.otherName].filter(Boolean).join(' '),
    ),
  }
}

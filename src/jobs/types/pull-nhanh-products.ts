import { z } from 'zod'
import { NhanhProduct } from '../../entities/nhanh-product.ts'
import type { NhanhProductRecord } from '../../integrations/nhanh/records.ts'
import { fold, SEARCH_TEXT_VERSION } from '../../entities/search-text.ts'
import { SKU_RULES_VERSION, skuKey } from '../../matching/sku.ts'
import { defineJob } from '../define-job.ts'
import { keysOf, RecordWriter, type RecordRow } from '../record-page.ts'
import { pastMoment } from './input-fields.ts'

/** Counts up when the same record of Nhanh gives another row than before. */
const MAPPING_VERSION = 1

interface Checkpoint {
  /** Nhanh's `next` after the last page that is stored; missing after the last page of all. */
  next?: unknown
  pages: number
}

export const pullNhanhProducts = defineJob({
  type: 'PULL_NHANH_PRODUCTS',
  label: 'Pull Nhanh Products',
  description: 'Reads all products of Nhanh with their prices and the stock in each depot.',
  platforms: ['NHANH'],
  input: z.strictObject({
    updatedAfter: pastMoment().optional().describe('Only products whose information changed since then.'),
  }),
  resources: (_input, accountIds) => [`${accountIds.NHANH}:products`],

  async run({ jobId, input, checkpoint, platforms, progress, em }) {
    const { accountId, client } = platforms.NHANH
    const writer = new RecordWriter<NhanhProduct>(
      em,
      NhanhProduct,
      `${MAPPING_VERSION}.${SKU_RULES_VERSION}.${SEARCH_TEXT_VERSION}`,
    )
    const done = checkpoint as Checkpoint | null
    if (done && done.next === undefined) return
    let pages = done?.pages ?? 0
    await progress.describe({
      phase: done ? `going on after page ${pages}` : 'asking Nhanh for the first page',
      metadata: { pages, filters: input },
    })
    const updatedAtFrom = input.updatedAfter === undefined ? undefined : new Date(input.updatedAfter)
    for await (const page of client.productPages({ updatedAtFrom, next: done?.next }, progress.call)) {
      pages += 1
      const rows = page.records.map(toRow)
      const write = { jobId, accountId, rows, broken: page.broken, pageName: `${pages}`, counted: true }
      await progress.batch({
        keys: keysOf(page),
        write: (tx) => writer.write(tx, write),
        checkpoint: { next: page.next, pages } satisfies Checkpoint,
        phase: `page ${pages}`,
        metadata: { pages },
      })
    }
  },
})

function toRow(record: NhanhProductRecord): RecordRow<NhanhProduct> {
  const { prices, stock } = record
  return {
    id: record.id,
    parentId: record.parentId,
    sku: record.sku,
    skuKey: skuKey(record.sku),
    barcode: record.barcode,
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

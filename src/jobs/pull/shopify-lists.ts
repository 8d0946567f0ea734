import { CodedError } from '../../errors.ts'
import type { Page } from '../../integrations/call.ts'
import type { BulkList, BulkRecords } from '../../integrations/shopify/bulk.ts'
import type { JobProgress } from '../job-progress.ts'
import type { PlatformConnections } from '../platforms.ts'
import type { Kept, PullStep } from './pull.ts'
import type { PullPage } from './pulled-table.ts'

/** A list of Shopify that a full pull reads whole, by either way. */
export interface WholeList {
  list: BulkList
  search: string | undefined
  /** Page by page. `next`: of the last page that was stored. */
  paged(next: unknown): AsyncIterable<PullPage>
  /** Makes a page of the result ready to be stored. */
  page(page: Page<BulkRecords[BulkList]>): PullPage
}

/** What a bulk pull notes for itself: which operations it has started. */
interface Bulk {
  /** Operations created since then may be its own, though it does not know their ids. */
  notBefore: string
  ids: Partial<Record<BulkList, string>>
  /** Operations that Shopify did not bring to their end: these lists are read page by page. */
  failed: BulkList[]
}

interface Source {
  progress: JobProgress
  shopify: PlatformConnections['SHOPIFY']
  kept: Kept
}

/**
 * The steps that read lists whole. Large shops are read in bulk: Shopify prepares the lists at the same time and without
 * using up the budget. Small ones, and lists whose operation failed, page by page.
 */
export async function stepsOfWholeLists(
  source: Source,
  lists: readonly WholeList[],
  counted: { count: number; what: string },
): Promise<PullStep[]> {
  const { progress, shopify, kept } = source
  const { count, what } = counted
  const { bulkFrom } = shopify
  const isBulk = kept['bulk'] !== undefined || (kept['isPaged'] !== true && count >= bulkFrom)
  if (!isBulk) kept['isPaged'] = true
  const reason = `${count} ${what}; in bulk from ${bulkFrom} on`
  await progress.describe({ metadata: { source: isBulk ? 'BULK' : 'PAGES', sourceReason: reason } })
  if (!isBulk) return lists.map((whole) => ({ name: whole.list, read: (next) => whole.paged(next) }))
  return [
    { name: 'bulk', read: (next) => beginAll(source, lists, next) },
    ...lists.map((list) => ({ name: list.list, read: (next: unknown) => readInBulk(source, list, next) })),
  ]
}

/** Cancels at Shopify what a pull that is cancelled has started, and removes what it downloaded. */
export async function cancelBulk(
  checkpoint: unknown,
  { client, downloads }: PlatformConnections['SHOPIFY'],
  call: JobProgress['call'],
): Promise<void> {
  const bulk = (checkpoint as { kept?: { bulk?: Bulk } } | null)?.kept?.bulk
  for (const id of Object.values(bulk?.ids ?? {})) {
    await client.bulk.cancel(id, call)
    await client.bulk.discard(id, downloads)
  }
}

const INTENDED = 'intended'

/** The intent is stored before an operation is started: one whose answer was lost is then found, not started twice. */
async function* beginAll(
  { progress, shopify: { client }, kept }: Source,
  lists: readonly WholeList[],
  next: unknown,
): AsyncGenerator<PullPage & { storeFirst: true }> {
  if (next !== INTENDED) {
    const notBefore = (client.platformTime() ?? new Date()).toISOString()
    kept['bulk'] = { notBefore, ids: {}, failed: [] } satisfies Bulk
    yield { ...NO_ROWS, next: INTENDED }
  }
  const bulk = kept['bulk'] as Bulk
  for (const { list, search } of lists) {
    bulk.ids[list] = await client.bulk.begin(
      list,
      { search, notBefore: new Date(bulk.notBefore) },
      progress.call,
    )
  }
  await progress.log('INFO', `Shopify prepares ${lists.map(({ list }) => list).join(' and ')} in bulk`)
  yield { ...NO_ROWS, next: undefined }
}

async function* readInBulk(source: Source, whole: WholeList, next: unknown): AsyncGenerator<PullPage> {
  const { progress, shopify, kept } = source
  const { client, downloads } = shopify
  const { list } = whole
  const bulk = kept['bulk'] as Bulk
  const id = bulk.ids[list]!
  if (bulk.failed.includes(list)) {
    yield* whole.paged(next)
    return
  }
  try {
    let shown = Promise.resolve()
    const result = await client.bulk.finished(id, progress.call, (objects) => {
      const phase = `Shopify prepares ${list}: ${objects} objects so far`
      // A phase that could not be stored is replaced by the next; whatever was the matter ends the run elsewhere.
      shown = shown.then(() => progress.describe({ phase })).catch(() => {})
    })
    await shown
    await progress.describe({ phase: `downloading ${list}` })
    for await (const page of client.bulk.pages(list, result, downloads, next, progress.call)) {
      yield whole.page(page)
    }
    await progress.drain()
    await client.bulk.discard(id, downloads)
    return
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'BULK_OPERATION_FAILED') throw error
    bulk.failed.push(list)
    await progress.log('WARN', `${error.message}; reads ${list} page by page instead`)
    await progress.describe({ metadata: { source: 'PAGES', sourceReason: error.message } })
  }
  yield* whole.paged(undefined)
}

const NO_ROWS = {
  keys: [],
  storeFirst: true,
  write: () => Promise.resolve({ created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }),
} as const

/** Terms of Shopify's search, all of which must hold: https://shopify.dev/docs/api/usage/search-syntax */
export function searchOf(terms: {
  query?: string
  status?: { field: string; value: string }
  updatedSince?: Date
}): string | undefined {
  const { query, status, updatedSince } = terms
  const all = [
    query === undefined ? undefined : `(${query})`,
    status && `${status.field}:${status.value.toLowerCase()}`,
    updatedSince && `updated_at:>='${updatedSince.toISOString()}'`,
  ].filter((term) => term !== undefined)
  return all.length === 0 ? undefined : all.join(' AND ')
}

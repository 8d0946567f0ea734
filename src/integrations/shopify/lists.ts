import type { z } from 'zod'
import type { BrokenRecord, CallOptions, Page } from '../call.ts'
import type { Failures } from '../failures.ts'
import { isObject } from '../json.ts'
import { describeIssues, parseRows, textOf } from '../rows.ts'
import type { Family } from './bulk-records.ts'
import * as documents from './documents.ts'
import { idOf } from './gid.ts'
import { type GraphqlTransport, TooExpensive } from './graphql.ts'
import { type ConnectionSpec, cursorPages, pageSize } from './pages.ts'
import { type RangedList, rangePages } from './ranges.ts'
import {
  customerRecord,
  productRecord,
  type ShopifyCustomerRecord,
  type ShopifyProductRecord,
  type ShopifyVariantRecord,
  variantRecord,
} from './records.ts'
import * as responses from './responses.ts'

interface ListSpec<R> extends Omit<ConnectionSpec, 'operation'> {
  page: documents.Operation
  last: documents.Operation
  byIds: documents.Operation
  count: documents.Operation
  countSchema: z.ZodType<number>
  parse(
    rows: readonly unknown[],
    call: CallOptions,
  ): Promise<{ records: R[]; broken: BrokenRecord[] }> | { records: R[]; broken: BrokenRecord[] }
}

/** A list of Shopify's, read page by page or by id. */
export class RecordList<R extends { id: string }> {
  readonly #graphql: GraphqlTransport
  readonly #failures: Failures
  readonly #spec: ListSpec<R>

  constructor(graphql: GraphqlTransport, failures: Failures, spec: ListSpec<R>) {
    this.#graphql = graphql
    this.#failures = failures
    this.#spec = spec
  }

  async count(search: string | undefined, call: CallOptions): Promise<number> {
    const { count, countSchema } = this.#spec
    return this.#graphql.query(count, { query: search ?? null }, countSchema, call)
  }

  /** The highest id of what matches; null when nothing does. */
  async lastId(query: string | null, call: CallOptions): Promise<bigint | null> {
    const { nodes } = await this.#graphql.query(this.#spec.last, { query }, this.#spec.schema, call)
    return idOf(textOf(nodes[0], 'id'))
  }

  pages(query: { search?: string; next?: unknown }, call: CallOptions): AsyncIterable<Page<R>> {
    const { page: operation, variables, ...spec } = this.#spec
    const list: RangedList<R> = {
      pages: (search, ranged) => {
        const connection = { ...spec, operation, variables: { ...variables, query: search } }
        return cursorPages(this.#graphql, this.#failures, connection, ranged)
      },
      lastId: (search, ranged) => this.lastId(search, ranged),
      parse: (rows, ranged) => this.#parse(rows, ranged),
    }
    return rangePages(list, query, call)
  }

  async byIds(ids: readonly string[], call: CallOptions): Promise<Page<R>> {
    if (ids.length > documents.MAX_PAGE_SIZE)
      throw new RangeError(`${ids.length} ids were given, at most ${documents.MAX_PAGE_SIZE} are allowed`)
    const { byIds, page, variables, nodesInRow } = this.#spec
    const size = pageSize(page, variables, nodesInRow)
    const found: unknown[] = []
    for (let from = 0; from < ids.length; from += size)
      found.push(...(await nodesByIds(this.#graphql, byIds, variables, ids.slice(from, from + size), call)))
    return { ...(await this.#parse(found, call)), next: undefined }
  }

  async #parse(rows: readonly unknown[], call: CallOptions): Promise<Omit<Page<R>, 'next'>> {
    return { ...(await this.#spec.parse(rows, call)), size: rows.length }
  }
}

/** The nodes that exist, in smaller parts when all at once are too expensive. */
export async function nodesByIds(
  graphql: GraphqlTransport,
  operation: documents.Operation,
  variables: Record<string, unknown> | undefined,
  ids: readonly string[],
  call: CallOptions,
): Promise<unknown[]> {
  const part = (from: number, to: number) =>
    nodesByIds(graphql, operation, variables, ids.slice(from, to), call)
  try {
    const nodes = await graphql.query(operation, { ...variables, ids }, responses.nodes, call)
    return nodes.filter((node) => node !== null)
  } catch (error) {
    if (!(error instanceof TooExpensive) || ids.length === 1) throw error
    const half = Math.ceil(ids.length / 2)
    return [...(await part(0, half)), ...(await part(half, ids.length))]
  }
}

export function productList(graphql: GraphqlTransport, failures: Failures): RecordList<ShopifyProductRecord> {
  return new RecordList(graphql, failures, {
    page: documents.PRODUCTS_PAGE,
    last: documents.LAST_PRODUCT,
    byIds: documents.PRODUCTS_BY_IDS,
    count: documents.PRODUCTS_COUNT,
    schema: responses.productsPage,
    countSchema: responses.productsCount,
    parse: (rows) => parseRows(rows, responses.productRow, productRecord, identify),
  })
}

export function customerList(
  graphql: GraphqlTransport,
  failures: Failures,
): RecordList<ShopifyCustomerRecord> {
  return new RecordList(graphql, failures, {
    page: documents.CUSTOMERS_PAGE,
    last: documents.LAST_CUSTOMER,
    byIds: documents.CUSTOMERS_BY_IDS,
    count: documents.CUSTOMERS_COUNT,
    schema: responses.customersPage,
    countSchema: responses.customersCount,
    parse: (rows) => parseRows(rows, responses.customerRow, customerRecord, identify),
  })
}

/** `levels`: for how many locations stock comes with a variant, 1 to 250; what is missing is fetched one by one. */
export function variantList(
  graphql: GraphqlTransport,
  failures: Failures,
  levels: number,
): RecordList<ShopifyVariantRecord> {
  const nested = Math.min(documents.MAX_PAGE_SIZE, Math.max(1, Math.floor(levels)))
  return new RecordList(graphql, failures, {
    page: documents.VARIANTS_PAGE,
    last: documents.LAST_VARIANT,
    byIds: documents.VARIANTS_BY_IDS,
    count: documents.VARIANTS_COUNT,
    schema: responses.variantsPage,
    countSchema: responses.variantsCount,
    variables: { levels: nested },
    nodesInRow: nested,
    async parse(rows, call) {
      const { records: variants, broken } = parseRows(rows, responses.variantRow, (row) => row, identify)
      const records: ShopifyVariantRecord[] = []
      for (const variant of variants) {
        const further = await furtherLevels(graphql, failures, variant, call)
        if (typeof further === 'string') broken.push({ ...identify(variant), message: further })
        else records.push(variantRecord(variant, further))
      }
      return { records, broken }
    },
  })
}

/** The levels that did not come with the variant; a text when they cannot be had, which says why. */
async function furtherLevels(
  graphql: GraphqlTransport,
  failures: Failures,
  { inventoryItem }: responses.VariantRow,
  call: CallOptions,
): Promise<responses.Levels['nodes'] | string> {
  const { ITEM_LEVELS_PAGE, MAX_PAGE_SIZE } = documents
  const nodes: responses.Levels['nodes'] = []
  let { hasNextPage, endCursor } = inventoryItem.inventoryLevels.pageInfo
  while (hasNextPage) {
    const variables = { id: inventoryItem.id, first: MAX_PAGE_SIZE, after: endCursor }
    const data = await graphql.query(ITEM_LEVELS_PAGE, variables, responses.itemLevelsPage, call)
    if (data.inventoryItem === null) return `inventoryItem ${inventoryItem.id} is gone`
    const page = responses.levels.safeParse(data.inventoryItem.inventoryLevels)
    if (!page.success)
      return `inventoryLevels: ${describeIssues(page.error, data.inventoryItem.inventoryLevels)}`
    nodes.push(...page.data.nodes)
    if (page.data.pageInfo.endCursor === endCursor)
      throw failures.make('CURSOR_LOOP', `Shopify sent a cursor of ${ITEM_LEVELS_PAGE.name} twice`)
    ;({ hasNextPage, endCursor } = page.data.pageInfo)
  }
  return nodes
}

/** The lists that Shopify prepares in bulk, and the record of each. */
export interface BulkRecords {
  products: ShopifyProductRecord
  /** With their stock at all locations. */
  variants: ShopifyVariantRecord
  customers: ShopifyCustomerRecord
}
export type BulkList = keyof BulkRecords

/** How the lines of a bulk result become records. `family`: what lines with a parent are to it. */
interface BulkSpec<R> {
  parse: (rows: readonly unknown[]) => { records: R[]; broken: BrokenRecord[] }
  family?: Pick<Family, 'parentType' | 'adopt'>
}

export const BULK_LISTS: { [L in BulkList]: BulkSpec<BulkRecords[L]> } = {
  products: { parse: (rows) => parseRows(rows, responses.productRow, productRecord, identify) },
  variants: {
    parse: (rows) => parseRows(rows, responses.variantRow, (row) => variantRecord(row), identify),
    family: {
      parentType: 'ProductVariant',
      adopt({ inventoryItem, ...row }, nodes) {
        if (!isObject(inventoryItem)) return { ...row, inventoryItem }
        const inventoryLevels = { nodes, pageInfo: { hasNextPage: false, endCursor: null } }
        return { ...row, inventoryItem: { ...inventoryItem, inventoryLevels } }
      },
    },
  },
  customers: { parse: (rows) => parseRows(rows, responses.customerRow, customerRecord, identify) },
}

/** What a row of any list says about itself, however broken. */
export function identify(row: unknown): Omit<BrokenRecord, 'message'> {
  const names = [textOf(row, 'firstName'), textOf(row, 'lastName')].filter((name) => name !== null)
  return {
    id: textOf(row, 'id'),
    title: textOf(row, 'title') ?? textOf(row, 'name') ?? (names.join(' ') || null),
    sku: textOf(row, 'sku'),
  }
}

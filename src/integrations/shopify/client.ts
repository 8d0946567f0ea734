import type { Logger } from '../../logger.ts'
import type { BrokenRecord, CallOptions, Page, PlatformClientStatus, Tuning } from '../call.ts'
import { systemClock } from '../clock.ts'
import { Failures } from '../failures.ts'
import { Http } from '../http.ts'
import { describeIssues, parseRows, textOf } from '../rows.ts'
import * as documents from './documents.ts'
import { GraphqlTransport } from './graphql.ts'
import { listPages } from './pages.ts'
import {
  productRecord,
  type ShopifyLocationRecord,
  type ShopifyProductRecord,
  type ShopifyVariantRecord,
  variantRecord,
} from './records.ts'
import * as responses from './responses.ts'
import { createTokenSource, type ShopifyCredentials } from './token.ts'

export type { ShopifyCredentials } from './token.ts'

export interface ShopifyClientOptions {
  /** For instance https://example.myshopify.com, with or without a slash at its end. */
  baseUrl: string
  shop: string
  /** For instance 2026-10; an answer of another version is an error. */
  apiVersion: string
  credentials: ShopifyCredentials
  log: Logger
  tuning?: Tuning
}

/** Lists go by rising id. To resume, pass as `afterId` the `next` of the last page kept: the gid of its last record. */
export interface ShopifyClient {
  /** All locations, inactive ones and those of fulfilment services included. */
  locations(call: CallOptions): Promise<ShopifyLocationRecord[]>
  /** `search`: Shopify's search syntax. A search that it does not understand throws SEARCH_NOT_UNDERSTOOD. */
  productsCount(query: { search?: string }, call: CallOptions): Promise<number>
  variantsCount(query: { search?: string }, call: CallOptions): Promise<number>
  productPages(
    query: { search?: string; afterId?: string },
    call: CallOptions,
  ): AsyncIterable<Page<ShopifyProductRecord>>
  /**
   * Variants with their stock. `levels`: for how many locations stock comes with the page (1 to 250), best the number
   * of the shop's locations; what is missing is fetched for each variant, which is slow.
   */
  variantPages(
    query: { search?: string; afterId?: string; levels: number },
    call: CallOptions,
  ): AsyncIterable<Page<ShopifyVariantRecord>>
  status(): PlatformClientStatus
}

/** One client for each account: it holds the account's token and budget. */
export function createShopifyClient(options: ShopifyClientOptions): ShopifyClient {
  const { credentials, log, tuning } = options
  const clock = tuning?.clock ?? systemClock
  const secrets = credentials.kind === 'token' ? [credentials.accessToken] : [credentials.clientSecret]
  const failures = new Failures('Shopify', clock, secrets)
  const http = new Http(failures, log, tuning)
  const token = createTokenSource(options, http, failures, clock)
  const graphql = new GraphqlTransport(options, http, token, failures, clock)

  /** The levels that did not come with the variant; a text when they cannot be had, which says why. */
  async function furtherLevels(
    { inventoryItem }: responses.VariantRow,
    call: CallOptions,
  ): Promise<responses.Levels['nodes'] | string> {
    const nodes: responses.Levels['nodes'] = []
    let { hasNextPage, endCursor } = inventoryItem.inventoryLevels.pageInfo
    while (hasNextPage) {
      const variables = { id: inventoryItem.id, first: documents.MAX_PAGE_SIZE, after: endCursor }
      const data = await graphql.query(documents.ITEM_LEVELS_PAGE, variables, responses.itemLevelsPage, call)
      if (data.inventoryItem === null) return `inventoryItem ${inventoryItem.id} is gone`
      const page = responses.levels.safeParse(data.inventoryItem.inventoryLevels)
      if (!page.success)
        return `inventoryLevels: ${describeIssues(page.error, data.inventoryItem.inventoryLevels)}`
      nodes.push(...page.data.nodes)
      if (page.data.pageInfo.endCursor === endCursor)
        throw failures.make(
          'CURSOR_LOOP',
          `Shopify sent a cursor of ${documents.ITEM_LEVELS_PAGE.name} twice`,
        )
      ;({ hasNextPage, endCursor } = page.data.pageInfo)
    }
    return nodes
  }

  return {
    async locations(call) {
      const found: ShopifyLocationRecord[] = []
      const list = {
        operation: documents.LOCATIONS_PAGE,
        schema: responses.locationsPage,
        connection: (data: { locations: responses.Connection }) => data.locations,
      }
      for await (const { rows } of listPages(graphql, failures, list, call)) {
        const { records, broken } = parseRows(rows, responses.locationRow, (row) => row, identify)
        if (broken[0]) {
          const text = `Shopify sent the location ${broken[0].id} with ${broken[0].message}`
          throw failures.make('UNEXPECTED_ANSWER', text)
        }
        found.push(...records)
      }
      return found
    },

    async productsCount({ search }, call) {
      const variables = { query: search ?? null }
      const data = await graphql.query(documents.PRODUCTS_COUNT, variables, responses.productsCount, call)
      return data.productsCount.count
    },

    async variantsCount({ search }, call) {
      const variables = { query: search ?? null }
      const data = await graphql.query(documents.VARIANTS_COUNT, variables, responses.variantsCount, call)
      return data.productVariantsCount.count
    },

    async *productPages(query, call) {
      const list = {
        ...query,
        operation: documents.PRODUCTS_PAGE,
        schema: responses.productsPage,
        connection: (data: { products: responses.Connection }) => data.products,
      }
      for await (const { rows, next } of listPages(graphql, failures, list, call)) {
        yield {
          ...parseRows(rows, responses.productRow, productRecord, identify),
          next,
          size: rows.length,
        }
      }
    },

    async *variantPages({ levels, ...query }, call) {
      const nested = Math.min(documents.MAX_PAGE_SIZE, Math.max(1, Math.floor(levels)))
      const list = {
        ...query,
        operation: documents.VARIANTS_PAGE,
        schema: responses.variantsPage,
        connection: (data: { productVariants: responses.Connection }) => data.productVariants,
        variables: { levels: nested },
        nodesInRow: nested,
      }
      for await (const { rows, next } of listPages(graphql, failures, list, call)) {
        const { records: variants, broken } = parseRows(rows, responses.variantRow, (row) => row, identify)
        const records: ShopifyVariantRecord[] = []
        for (const variant of variants) {
          const further = await furtherLevels(variant, call)
          if (typeof further === 'string') broken.push({ ...identify(variant), message: further })
          else records.push(variantRecord(variant, further))
        }
        yield { records, broken, next, size: rows.length }
      }
    },

    status() {
      const budget = graphql.budget()
      return {
        budgetUsed: budget?.used ?? null,
        budgetLimit: budget?.limit ?? null,
        lockedUntil: null,
        tokenExpiresAt: token.expiresAt(),
        lastErrorAt: failures.lastErrorAt,
        lastError: failures.lastError,
      }
    },
  }
}

function identify(row: unknown): Omit<BrokenRecord, 'message'> {
  return {
    id: textOf(row, 'id'),
    title: textOf(row, 'title') ?? textOf(row, 'name'),
    sku: textOf(row, 'sku'),
  }
}

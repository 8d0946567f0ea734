import { z } from 'zod'
import type { Logger } from '../../logger.ts'
import type { CallOptions, Page, PlatformClientStatus, Tuning } from '../call.ts'
import { systemClock } from '../clock.ts'
import { Failures } from '../failures.ts'
import { Http } from '../http.ts'
import { parseRows } from '../rows.ts'
import { createBulkMetafields, type ShopifyBulkMetafields } from './bulk-metafields.ts'
import { BulkOperations } from './bulk-operations.ts'
import { type BulkList, createBulk, type ShopifyBulk } from './bulk.ts'
import * as documents from './documents.ts'
import { GraphqlTransport } from './graphql.ts'
import { createInventory, type ShopifyInventory } from './inventory.ts'
import { customerList, identify, productList, variantList } from './lists.ts'
import { createMetafields, type ShopifyMetafields } from './metafields.ts'
import { cursorPages } from './pages.ts'
import { variantIdsOf } from './product-variants.ts'
import type {
  ShopifyCustomerRecord,
  ShopifyLocationRecord,
  ShopifyProductRecord,
  ShopifyVariantRecord,
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

/**
 * `search`: Shopify's search syntax. A search that it does not understand throws SEARCH_NOT_UNDERSTOOD.
 *
 * The pages of a list come from several ranges of ids at once, so not by rising id over all. To resume, pass the
 * `next` of the last page kept; the pages yielded after it come again, no others.
 */
export interface ShopifyClient {
  /** All locations, inactive ones and those of fulfilment services included. */
  locations(call: CallOptions): Promise<ShopifyLocationRecord[]>
  productsCount(query: { search?: string }, call: CallOptions): Promise<number>
  variantsCount(query: { search?: string }, call: CallOptions): Promise<number>
  /** Understands less than the list: id, created_at and updated_at alone. */
  customersCount(query: { search?: string }, call: CallOptions): Promise<number>
  /**
   * Resolves when Shopify understands the search of the list.
   * @throws CodedError SEARCH_NOT_UNDERSTOOD
   */
  checkSearch(list: BulkList, search: string, call: CallOptions): Promise<void>
  productPages(
    query: { search?: string; next?: unknown },
    call: CallOptions,
  ): AsyncIterable<Page<ShopifyProductRecord>>
  /**
   * Variants with their stock. `levels`: for how many locations stock comes with the page (1 to 250), best the number
   * of the shop's locations; what is missing is fetched for each variant, which is slow.
   */
  variantPages(
    query: { search?: string; next?: unknown; levels: number },
    call: CallOptions,
  ): AsyncIterable<Page<ShopifyVariantRecord>>
  customerPages(
    query: { search?: string; next?: unknown },
    call: CallOptions,
  ): AsyncIterable<Page<ShopifyCustomerRecord>>
  /** Those of at most 250 that exist, as they are now: a search lags behind, this does not. */
  productsByIds(ids: readonly string[], call: CallOptions): Promise<Page<ShopifyProductRecord>>
  /** `levels`: as for the pages. */
  variantsByIds(
    ids: readonly string[],
    levels: number,
    call: CallOptions,
  ): Promise<Page<ShopifyVariantRecord>>
  customersByIds(ids: readonly string[], call: CallOptions): Promise<Page<ShopifyCustomerRecord>>
  /** The ids of all variants of those of the products that exist, as they are now. */
  variantIdsOf(productIds: readonly string[], call: CallOptions): Promise<string[]>
  /**
   * The inventory items (gid://shopify/InventoryItem/…) whose stock at the location changed since then. `next`: as of
   * a page, undefined on the last. A location that is gone has none.
   */
  changedLevelPages(
    query: { locationId: string; changedSince: Date; next?: unknown },
    call: CallOptions,
  ): AsyncIterable<{ inventoryItemIds: string[]; next: unknown }>
  bulk: ShopifyBulk
  metafields: ShopifyMetafields
  bulkMetafields: ShopifyBulkMetafields
  inventory: ShopifyInventory
  /** The platform's clock now, by its last answer, to a second; null before the first. */
  platformTime(): Date | null
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

  const tools = { graphql, http, failures, log, clock, tuning }
  const bulkOperations = new BulkOperations(tools)
  const products = productList(graphql, failures)
  const customers = customerList(graphql, failures)
  const variants = (levels: number) => variantList(graphql, failures, levels)

  async function checkSearch(list: BulkList, search: string, call: CallOptions): Promise<void> {
    await { products, variants: variants(1), customers }[list].lastId(search, call)
  }

  return {
    async locations(call) {
      const found: ShopifyLocationRecord[] = []
      const list = { operation: documents.LOCATIONS_PAGE, schema: responses.locationsPage }
      for await (const { rows } of cursorPages(graphql, failures, list, call)) {
        const { records, broken } = parseRows(rows, responses.locationRow, (row) => row, identify)
        if (broken[0]) {
          const text = `Shopify sent the location ${broken[0].id} with ${broken[0].message}`
          throw failures.make('UNEXPECTED_ANSWER', text)
        }
        found.push(...records)
      }
      return found
    },

    productsCount: ({ search }, call) => products.count(search, call),
    variantsCount: ({ search }, call) => variants(1).count(search, call),
    customersCount: ({ search }, call) => customers.count(search, call),
    checkSearch,

    productPages: (query, call) => products.pages(query, call),
    variantPages: ({ levels, ...query }, call) => variants(levels).pages(query, call),
    customerPages: (query, call) => customers.pages(query, call),
    productsByIds: (ids, call) => products.byIds(ids, call),
    variantsByIds: (ids, levels, call) => variants(levels).byIds(ids, call),
    customersByIds: (ids, call) => customers.byIds(ids, call),
    variantIdsOf: (productIds, call) => variantIdsOf(graphql, failures, productIds, call),

    async *changedLevelPages({ locationId, changedSince, next }, call) {
      const query = `updated_at:>='${changedSince.toISOString()}'`
      const list = {
        operation: documents.LOCATION_LEVELS_PAGE,
        schema: responses.locationLevelsPage,
        variables: { id: locationId, query },
      }
      for await (const { rows, endCursor } of cursorPages(
        graphql,
        failures,
        list,
        call,
        cursor.parse(next),
      )) {
        const { records, broken } = parseRows(rows, responses.levelItem, ({ item }) => item.id, identify)
        if (broken[0]) {
          const text = `Shopify sent the inventory level ${broken[0].id} with ${broken[0].message}`
          throw failures.make('UNEXPECTED_ANSWER', text)
        }
        yield { inventoryItemIds: records, next: endCursor ?? undefined }
      }
    },

    inventory: createInventory({ graphql, http, failures, clock }),
    bulk: createBulk(bulkOperations, { ...tools, checkSearch }),
    metafields: createMetafields(graphql, failures),
    bulkMetafields: createBulkMetafields(bulkOperations, tools),

    platformTime: () => http.platformTime(),

    status() {
      const budget = graphql.budget()
      return {
        budgetUsed: budget?.used ?? null,
        budgetLimit: budget?.limit ?? null,
        lockedUntil: null,
        tokenExpiresAt: token.expiresAt(),
        tokenRenews: credentials.kind !== 'token',
        lastErrorAt: failures.lastErrorAt,
        lastError: failures.lastError,
      }
    },
  }
}

/** The `next` of a list that goes on by Shopify's own cursor. */
const cursor = z.string().nullable().default(null)

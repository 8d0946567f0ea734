import type { z } from 'zod'
import type { CallOptions } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Failures } from '../failures.ts'
import { type Http, Transient } from '../http.ts'
import { parseRows } from '../rows.ts'
import * as documents from './documents.ts'
import type { GraphqlTransport } from './graphql.ts'
import { identify } from './lists.ts'
import { cursorPages } from './pages.ts'
import * as responses from './responses.ts'

/** What is to become of the stock of one item at one location. */
export interface LevelChange {
  /** gid://shopify/InventoryItem/… */
  inventoryItemId: string
  /** gid://shopify/Location/… */
  locationId: string
  /** What is available by the last reading: with anything else there now the change is STALE. */
  from: number
  to: number
}

/** An entry that Shopify blames, so that it can be taken out and the others sent under a new key. */
export interface RejectedChange {
  /** In the changes as they were given. */
  index: number
  /** STALE: the level is no longer what was read. BUNDLE: its stock is that of its components. */
  reason: 'STALE' | 'ITEM_GONE' | 'LOCATION_GONE' | 'BUNDLE' | 'REFUSED'
  message: string
}

type SetQuantitiesResult =
  /** `adjustmentId`: how Shopify's inventory history calls it; null when nothing had to change. */
  | { kind: 'applied'; adjustmentId: string | null }
  /** Nothing was applied; each entry is named once, in their order. */
  | { kind: 'rejected'; changes: RejectedChange[] }
  /** Nothing was applied under this key, and nothing ever will be. */
  | { kind: 'newKeyNeeded'; message: string }

export interface ShopifyInventory {
  /**
   * Sets what is available, of 1 to 250 levels: all of them or none. Whatever fails on the way, the same request goes
   * out again under the same key, of which Shopify carries out one; only `call.signal` ends that early, and then, or
   * when this throws PLATFORM_UNREACHABLE, the same `changes`, key and reference may be given again for 24 hours.
   * `reference`: for Shopify's inventory history, as gid://synctrack/BackgroundJob/42.
   * @throws CodedError SHOPIFY_REFUSED when Shopify blames no entry, and for a key that had other changes; what
   * {@link GraphqlTransport.query} throws
   */
  setQuantities(
    changes: readonly LevelChange[],
    options: { key: string; reference: string },
    call: CallOptions,
  ): Promise<SetQuantitiesResult>
  /**
   * Units of each variant (gid://shopify/ProductVariant/…) that orders created since then wait for: not cancelled, not
   * archived, not fulfilled. Wants the scope read_orders.
   */
  openOrderUnits(query: { since: Date }, call: CallOptions): Promise<Map<string, number>>
  /** Whether the app was granted an access scope; write_x implies read_x. */
  hasScope(scope: string, call: CallOptions): Promise<boolean>
  /** Those of the access scopes that the app was not granted. */
  missingScopes(scopes: readonly string[], call: CallOptions): Promise<string[]>
}

interface Tools {
  graphql: GraphqlTransport
  http: Http
  failures: Failures
  clock: Clock
}

type Answer = z.output<typeof responses.setQuantities>

const REASONS: Record<string, RejectedChange['reason']> = {
  CHANGE_FROM_QUANTITY_STALE: 'STALE',
  INVALID_INVENTORY_ITEM: 'ITEM_GONE',
  INVALID_LOCATION: 'LOCATION_GONE',
  NON_MUTABLE_INVENTORY_ITEM: 'BUNDLE',
}

export function createInventory({ graphql, http, failures, clock }: Tools): ShopifyInventory {
  /** @throws Transient while the first request with the key is still being carried out */
  async function send(variables: Record<string, unknown>, call: CallOptions): Promise<Answer> {
    const from = clock.now()
    const answer = await graphql.query(documents.SET_QUANTITIES, variables, responses.setQuantities, call)
    if (!answer.userErrors.some(({ code }) => code === 'IDEMPOTENCY_CONCURRENT_REQUEST')) return answer
    const text = 'Shopify is still carrying out the same change of stock'
    throw new Transient('PLATFORM_UNREACHABLE', text, { tookMs: clock.now() - from })
  }

  function judge({ adjustmentId, userErrors: errors }: Answer, sent: number): SetQuantitiesResult {
    if (errors.length === 0) return { kind: 'applied', adjustmentId }
    const said = `Shopify refused to set stock: ${errors.map(sentence).join('; ')}`
    const spoilt = errors.find(({ code }) => code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')
    if (spoilt) return { kind: 'newKeyNeeded', message: failures.note(said) }
    const changes = new Map<number, RejectedChange>()
    for (const error of errors) {
      const index = indexOf(error.field, sent)
      if (index === null || changes.has(index)) continue
      changes.set(index, {
        index,
        reason: REASONS[error.code ?? ''] ?? 'REFUSED',
        message: failures.redact(sentence(error)),
      })
    }
    if (changes.size === 0) throw failures.make('SHOPIFY_REFUSED', said)
    return { kind: 'rejected', changes: [...changes.values()].toSorted((a, b) => a.index - b.index) }
  }

  /** What came with the order, and the lines that did not fit beside it. */
  async function linesOf(
    { id, lineItems }: responses.OrderRow,
    call: CallOptions,
  ): Promise<responses.OrderRow['lineItems']['nodes']> {
    const lines = [...lineItems.nodes]
    if (!lineItems.pageInfo.hasNextPage) return lines
    const list = {
      operation: documents.ORDER_LINES_PAGE,
      schema: responses.orderLinesPage,
      variables: { id },
    }
    for await (const { rows } of cursorPages(graphql, failures, list, call, lineItems.pageInfo.endCursor))
      lines.push(...whole(rows, responses.orderLine, `line of order ${id}`))
    return lines
  }

  /** @throws CodedError UNEXPECTED_ANSWER when a row does not parse: a sum without it would be wrong */
  function whole<S extends z.ZodType>(rows: readonly unknown[], schema: S, what: string): z.output<S>[] {
    const { records, broken } = parseRows(rows, schema, (row) => row, identify)
    if (broken[0])
      throw failures.make('UNEXPECTED_ANSWER', `Shopify sent the ${what} with ${broken[0].message}`)
    return records
  }

  async function missingScopes(scopes: readonly string[], call: CallOptions): Promise<string[]> {
    const granted = await graphql.query(documents.APP_SCOPES, {}, responses.appScopes, call)
    const isGranted = (scope: string) =>
      granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'))
    return scopes.filter((scope) => !isGranted(scope))
  }

  return {
    async setQuantities(changes, { key, reference }, call) {
      const { MAX_PAGE_SIZE } = documents
      if (changes.length === 0 || changes.length > MAX_PAGE_SIZE)
        throw new RangeError(`${changes.length} changes were given, 1 to ${MAX_PAGE_SIZE} are allowed`)
      const variables = {
        key,
        input: {
          name: 'available',
          reason: 'correction',
          referenceDocumentUri: reference,
          quantities: changes.map(({ inventoryItemId, locationId, from, to }) => ({
            inventoryItemId,
            locationId,
            quantity: to,
            changeFromQuantity: from,
          })),
        },
      }
      const errors = await http.retrying(call, () => send(variables, call))
      return judge(errors, changes.length)
    },

    async openOrderUnits({ since }, call) {
      const units = new Map<string, number>()
      // Shopify writes whole seconds
      const from = Math.floor(since.getTime() / 1000) * 1000
      // newest first and without a search, whose index lags behind: the latest orders are what matters here
      const list = {
        operation: documents.NEWEST_ORDERS_PAGE,
        schema: responses.ordersPage,
        nodesInRow: documents.LINES_WITH_ORDER,
      }
      for await (const { rows } of cursorPages(graphql, failures, list, call)) {
        const orders = whole(rows, responses.orderRow, 'order')
        const recent = orders.filter(({ createdAt }) => createdAt.getTime() >= from)
        for (const order of recent) {
          if (order.closed || order.cancelledAt !== null) continue
          for (const { variant, unfulfilledQuantity } of await linesOf(order, call))
            if (variant && unfulfilledQuantity > 0)
              units.set(variant.id, (units.get(variant.id) ?? 0) + unfulfilledQuantity)
        }
        if (recent.length < orders.length) break
      }
      return units
    },

    async hasScope(scope, call) {
      return (await missingScopes([scope], call)).length === 0
    },

    missingScopes,
  }
}

/** Of the entry in a path like input.quantities.3.locationId; null when there is none, or no such entry was sent. */
function indexOf(field: readonly string[] | null | undefined, sent: number): number | null {
  const part = field?.[field.indexOf('quantities') + 1] ?? ''
  return /^\d+$/.test(part) && Number(part) < sent ? Number(part) : null
}

function sentence({ code, message }: Answer['userErrors'][number]): string {
  return code ? `${code}, ${message}` : message
}

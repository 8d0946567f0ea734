import type { PublishedLevel } from '../../entities/published-level.ts'
import type { ErrorCode } from '../../errors.ts'
import { ledgerText } from '../../ledger-texts.ts'
import type { Depot, Feeds, Places, ShopLocation } from './places.ts'
import {
  pendingSinceOf,
  type MappedProduct,
  type ProductDecision,
  type VariantReading,
} from './product-decision.ts'
import { formatQuantity } from './quantity.ts'
import type { StockReading } from './stock-reading.ts'

/** Why a sync leaves a whole product alone. */
export interface Obstacle {
  code: ErrorCode
  message: string
}

export interface TracedLevel {
  location: ShopLocation
  /** Those that feed the location; and those that count nowhere. */
  depots: TracedDepot[]
  /** Whether any depot feeds it. One that is not fed is never written. */
  isFed: boolean
  /** A decimal: of the depots that feed it. */
  nhanhAvailable: string | null
  reserve: number
  pendingSales: number
  pendingSince: Date | null
  target: number | null
  present: number | null
  code: ErrorCode | null
  /** What was last written there, and when both were last seen in step. */
  published: PublishedLevel | null
}

export interface TracedDepot {
  depot: Depot
  /** A decimal; null when Nhanh does not show it. */
  available: string | null
  role: 'COUNTED' | 'EXCLUDED' | 'OPEN' | 'LOST'
}

/** Before a sync reads anything it looks whether every depot can be seen and any location is fed. */
export function obstacleOf({ lost, open, feeds }: Feeds, decision: ProductDecision): Obstacle | null {
  if (lost.length > 0) {
    const names = lost.map(({ name, id }) => `${name} (${id})`).join(', ')
    return { code: 'DEPOT_LOST', message: `the token does not cover any more: ${names}` }
  }
  if (feeds.length === 0 && open.length === 0)
    return { code: 'NO_LOCATION', message: ledgerText('noLocationFed') }
  return decision.kind === 'levels' ? null : { code: decision.code, message: decision.message }
}

/** Every active location of the shop, with what a sync would do there. */
export function levelsOf(
  product: Pick<MappedProduct, 'reserve'>,
  {
    places,
    feeds,
    published,
    stock,
    variant,
    decision,
    obstacle,
  }: {
    places: Places
    feeds: Feeds
    published: readonly PublishedLevel[]
    stock: StockReading
    variant: VariantReading
    decision: ProductDecision
    obstacle: Obstacle | null
  },
): TracedLevel[] {
  const availableIn = (ids: readonly string[]) =>
    stock.kind === 'known' ? formatQuantity(stock.availableIn(ids)) : null
  const now = new Date()
  return places.locations
    .filter(({ isActive }) => isActive)
    .map((location) => {
      const feed = feeds.feeds.find(({ locationId }) => locationId === location.id)
      const decided =
        decision.kind === 'levels' && !obstacle
          ? decision.levels.find(({ locationId }) => locationId === location.id)
          : undefined
      const level =
        'stock' in variant ? variant.stock.find(({ locationId }) => locationId === location.id) : undefined
      const present = decided ? decided.present : level?.isActive ? level.available : null
      const last = published.find(({ locationId }) => locationId === location.id) ?? null
      const pendingSales = decided?.pendingSales ?? 0
      return {
        location,
        depots: depotsOf(places.depots, feeds, feed?.depotIds ?? []).map((traced) => ({
          ...traced,
          available: traced.depot.isGranted ? availableIn([traced.depot.id]) : null,
        })),
        isFed: feed !== undefined,
        nhanhAvailable: feed ? availableIn(feed.depotIds) : null,
        reserve: decided?.reserve ?? Math.max(location.reserve, product.reserve),
        pendingSales,
        pendingSince: pendingSales > 0 ? pendingSinceOf(pendingOf(last), present ?? 0, now) : null,
        target: decided?.target ?? null,
        present,
        code: feed ? (obstacle?.code ?? decided?.code ?? null) : null,
        published: last,
      }
    })
}

function pendingOf(last: PublishedLevel | null) {
  if (!last) return null
  const { pendingSince, pendingQuantity } = last
  return {
    pendingSince: pendingSince instanceof Date ? pendingSince : null,
    pendingQuantity: pendingQuantity ?? null,
  }
}

function depotsOf(
  depots: readonly Depot[],
  { open, lost }: Feeds,
  fedBy: readonly string[],
): Omit<TracedDepot, 'available'>[] {
  const roleOf = (depot: Depot): TracedDepot['role'] | null => {
    if (fedBy.includes(depot.id)) return 'COUNTED'
    if (depot.isExcluded) return 'EXCLUDED'
    if (lost.includes(depot)) return 'LOST'
    return open.includes(depot) ? 'OPEN' : null
  }
  return depots.flatMap((depot) => {
    const role = roleOf(depot)
    return role ? { depot, role } : []
  })
}

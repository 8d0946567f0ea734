import type { EntityManager } from '@mikro-orm/postgresql'
import { connectedPair } from '../jobs/mappings/account-pair.ts'
import type { Platforms } from '../jobs/platforms.ts'
import { feedsOf, readPlaces } from '../jobs/sync/places.ts'
import { readWriteState } from '../jobs/sync/write-switch.ts'
import type { CauseSource, HeldCause } from './cause.ts'

const READ_SCOPES = ['read_products', 'read_inventory', 'read_locations']
const CUSTOMER_READ_SCOPES = ['read_customers']
const WRITE_SCOPES = ['write_inventory']
const CUSTOMER_WRITE_SCOPES = ['write_customers']
const ASK_SCOPES_EVERY_MS = 10 * 60_000
/** So long a platform may take to answer. */
const ASK_MS = 10_000

const DAY_MS = 86_400_000
/** So many days before a token expires a person is told; 0: when it has expired. */
const EXPIRY_DAYS = [30, 7, 1, 0]

interface Options {
  em: EntityManager
  platforms: Platforms
  now: () => Date
  /** Ends the questions to the platforms. */
  signal: AbortSignal
}

/** A depot was granted once and is no more, and nobody has excluded it: its stock cannot be seen, so nothing is written. */
export function depotCauses({ em, platforms }: Pick<Options, 'em' | 'platforms'>): CauseSource {
  return {
    name: 'depots',
    owns: ({ cause }) => cause === 'DEPOT_LOST',
    async look() {
      const pair = connectedPair(platforms)
      if ('kind' in pair) return []
      const { lost } = feedsOf(await readPlaces(em.fork().getKysely<unknown>(), pair))
      const accountIds = [pair.nhanhAccountId, pair.shopifyAccountId].toSorted((a, b) => a - b)
      return lost.map(({ id, name }) => ({ cause: 'DEPOT_LOST', key: id, accountIds, detail: { name } }))
    },
  }
}

/**
 * Shopify does not grant a scope that the syncs need: those to read always, those to write only while writing is switched
 * on. Shopify is asked every ten minutes.
 */
export function scopeCauses({ em, platforms, now, signal }: Options): CauseSource {
  let missing: string[] | null = null
  let askedAt = -Infinity
  return {
    name: 'scopes of Shopify',
    owns: ({ detail }) => 'scope' in detail,
    async look(own) {
      const shop = platforms.connections.SHOPIFY
      if (!shop) return []
      // Either way: the clock may have been set back.
      if (Math.abs(now().getTime() - askedAt) >= ASK_SCOPES_EVERY_MS) {
        const { enabled } = await readWriteState(em.fork().getKysely<unknown>(), shop)
        askedAt = now().getTime()
        const call = {
          signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
          interactive: true,
        } as const
        missing = await shop.client.inventory
          .missingScopes(neededScopes(enabled, shop.sync.customers), call)
          .catch(() => null)
      }
      if (missing === null) return [...own]
      return missing.map((scope) => ({
        cause: 'SCOPE_LOST',
        key: scope,
        accountIds: [shop.accountId],
        detail: { scope },
      }))
    },
  }
}

function neededScopes(writes: boolean, customers: boolean): string[] {
  return [
    ...READ_SCOPES,
    ...(customers ? CUSTOMER_READ_SCOPES : []),
    ...(writes ? WRITE_SCOPES : []),
    ...(writes && customers ? CUSTOMER_WRITE_SCOPES : []),
  ]
}

/**
 * Nhanh's token expires within 30, 7 or 1 days, or has expired. Each is a cause of its own that lasts until there is
 * another token; where several are true at once, only the nearest is told anew.
 */
export function tokenCauses({ platforms, now, signal }: Omit<Options, 'em'>): CauseSource {
  return {
    name: "Nhanh's token",
    owns: ({ cause }) => cause === 'TOKEN_EXPIRES',
    async look(own) {
      const nhanh = platforms.connections.NHANH
      if (!nhanh) return []
      await nhanh.client.refreshTokenExpiry({
        signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]),
      })
      const { tokenExpiresAt } = nhanh.client.status()
      if (tokenExpiresAt === null) return [...own]
      const leftMs = tokenExpiresAt.getTime() - now().getTime()
      const reached = EXPIRY_DAYS.filter((days) => leftMs <= days * DAY_MS)
      const nearest = reached.at(-1)
      if (nearest === undefined) return []
      const held: HeldCause = {
        cause: 'TOKEN_EXPIRES',
        key: String(nearest),
        accountIds: [nhanh.accountId],
        detail: { expiresAt: tokenExpiresAt.toISOString(), days: nearest },
      }
      return [held, ...own.filter(({ key }) => reached.includes(Number(key)))]
    },
  }
}

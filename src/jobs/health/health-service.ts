import type { EntityManager } from '@mikro-orm/postgresql'
import { JobItem } from '../../entities/job-item.ts'
import { RECORD_KINDS } from '../../entities/pair-columns.ts'
import { connectedPair, type AccountPair } from '../mappings/account-pair.ts'
import type { Platforms } from '../platforms.ts'
import { scheduledTypes } from '../schedules/schedule-queries.ts'
import type { PlaceService, PlacesNow } from '../sync/place-service.ts'
import type { WriteSwitchService } from '../sync/write-switch-service.ts'
import type { WriteState } from '../sync/write-switch.ts'
import { largestChanges, readChain, type ChainStep } from './chain-health.ts'
import { readReviewCounts, type ReviewCounts } from './review-counts.ts'
import { readStockFindings, type StockFindings } from './stock-findings.ts'
import { readStockHealth, type StockHealth } from './stock-health.ts'
import {
  levelOf,
  reasonsOf,
  tokenLives,
  type HealthLevel,
  type HealthReason,
  type TokenLife,
} from './verdict.ts'

/** How a shop stands, all of it as of one moment. */
export interface ShopHealth extends StockHealth {
  level: HealthLevel
  /** Why it is not GOOD, the first to be dealt with first. */
  reasons: HealthReason[]
  /** When the last good product sync ended; null before the first. */
  asOf: Date | null
  chain: ChainStep[]
  places: PlacesNow
  writes: WriteState
  tokens: TokenLife[]
  now: Date
}

/** A ledger line with what it changed: pieces of a product, money of a customer. */
export interface LargestChange {
  item: JobItem
  change: number
}

const MOST_CHANGES = 10

/** What a shop's operations person looks at first. It reads the database, and writes nothing. */
export class HealthService {
  readonly #em: EntityManager
  readonly #platforms: Platforms
  readonly #places: Pick<PlaceService, 'read'>
  readonly #writes: Pick<WriteSwitchService, 'read'>
  readonly #now: () => Date

  constructor(options: {
    em: EntityManager
    platforms: Platforms
    places: Pick<PlaceService, 'read'>
    writes: Pick<WriteSwitchService, 'read'>
    now: () => Date
  }) {
    this.#em = options.em
    this.#platforms = options.platforms
    this.#places = options.places
    this.#writes = options.writes
    this.#now = options.now
  }

  async read(): Promise<ShopHealth> {
    const now = this.#now()
    const { accountIds } = this.#platforms
    const pair = this.#pair
    const scheduled = await scheduledTypes(this.#db, accountIds)
    const [chain, places, writes] = await Promise.all([
      readChain(this.#db, accountIds, { scheduled, now }),
      this.#places.read(),
      this.#writes.read(),
    ])
    const sync = chain.find(({ type }) => type === 'PRODUCT_SYNC')!.lastGoodRun
    const stock = pair ? await readStockHealth(this.#db, pair, sync) : { linked: 0, right: 0 }
    const tokens = tokenLives(this.#platforms.status(), now)
    const reasons = reasonsOf({ chain, stock, places, writes, tokens, isConnected: pair !== null, now })
    const asOf = sync?.completedAt ?? null
    return { ...stock, level: levelOf(reasons), reasons, asOf, chain, places, writes, tokens, now }
  }

  /** Null while a platform is not connected. */
  async findings({ places }: Pick<ShopHealth, 'places'>): Promise<StockFindings | null> {
    const pair = this.#pair
    return pair && readStockFindings(this.#db, pair, places)
  }

  /** None while a platform is not connected. */
  async reviews({ now }: Pick<ShopHealth, 'now'>, timeZone: string): Promise<ReviewCounts[]> {
    const pair = this.#pair
    return pair ? readReviewCounts(this.#db, pair, { kinds: RECORD_KINDS, timeZone, now }) : []
  }

  /** What the last good run of a step changed most, ten lines at most. */
  async largestChanges({ type, lastGoodRun }: ChainStep): Promise<LargestChange[]> {
    return lastGoodRun ? this.largestChangesOf({ type, id: lastGoodRun.id }) : []
  }

  /** What a sync changed most, or a dry run of one would: ten lines at most. */
  async largestChangesOf({ type, id: jobId }: { type: string; id: number }): Promise<LargestChange[]> {
    const em = this.#em.fork()
    const largest = await largestChanges(em.getKysely<unknown>(), { type, jobId, most: MOST_CHANGES })
    const items = await em.find(JobItem, { jobId, number: largest.map(({ number }) => number) })
    return largest.flatMap(({ number, change }) => {
      const item = items.find((one) => one.number === number)
      return item ? [{ item, change }] : []
    })
  }

  get #pair(): AccountPair | null {
    const pair = connectedPair(this.#platforms)
    return 'kind' in pair ? null : pair
  }

  get #db() {
    return this.#em.fork().getKysely<unknown>()
  }
}

import type { Platform } from '../../entities/account.ts'
import type { PlatformStatus } from '../platforms.ts'
import type { PlacesNow } from '../sync/place-service.ts'
import type { WriteState } from '../sync/write-switch.ts'
import type { ChainStep } from './chain-health.ts'
import type { StockHealth } from './stock-health.ts'

/** What keeps the stock from being kept right. */
export const RED_REASONS = [
  'NOT_CONNECTED',
  'NOTHING_PULLED',
  'TOKEN_EXPIRED',
  'DEPOT_LOST',
  'DEPOT_OPEN',
  'WRITES_OFF',
  'SYNC_FAILED',
  'NEVER_SYNCED',
  'SYNC_OVERDUE',
] as const
/** What a person should look at though the stock is kept right. */
export const ATTENTION_REASONS = [
  'NOTHING_LINKED',
  'NEED_YOU',
  'STEP_FAILED',
  'STEP_OVERDUE',
  'TOKEN_EXPIRES',
] as const
export type HealthReason = (typeof RED_REASONS)[number] | (typeof ATTENTION_REASONS)[number]

export type HealthLevel = 'GOOD' | 'ATTENTION' | 'RED'

export interface TokenLife {
  platform: Platform
  expiresAt: Date
  /** Whole days; 0 on the last one and after it. */
  daysLeft: number
}

export interface HealthFacts {
  chain: readonly ChainStep[]
  stock: StockHealth
  places: Pick<PlacesNow, 'open' | 'lost'>
  writes: WriteState
  tokens: readonly TokenLife[]
  isConnected: boolean
  now: Date
}

const DAY_MS = 86_400_000
/** From here on a token that ends is worth a look every morning. */
const FEW_DAYS = 7

/** Every reason that holds, in the order in which they are to be dealt with: the red ones first. */
export function reasonsOf({
  chain,
  stock,
  places,
  writes,
  tokens,
  isConnected,
  now,
}: HealthFacts): HealthReason[] {
  const stepOf = (type: ChainStep['type']) => chain.find((step) => step.type === type)!
  const sync = stepOf('PRODUCT_SYNC')
  const others = chain.filter((step) => step !== sync)
  const holds: Record<HealthReason, boolean> = {
    NOT_CONNECTED: !isConnected,
    NOTHING_PULLED:
      !stepOf('PULL_NHANH_PRODUCTS').lastGoodRun || !stepOf('PULL_SHOPIFY_PRODUCTS').lastGoodRun,
    TOKEN_EXPIRED: tokens.some(({ expiresAt }) => expiresAt <= now),
    DEPOT_LOST: places.lost.length > 0,
    DEPOT_OPEN: places.open.length > 0,
    WRITES_OFF: !writes.enabled,
    SYNC_FAILED: hasFailed(sync),
    NEVER_SYNCED: !sync.lastGoodRun,
    SYNC_OVERDUE: sync.overdueSince !== null,
    NOTHING_LINKED: stock.linked === 0,
    NEED_YOU: stock.right < stock.linked,
    STEP_FAILED: others.some(hasFailed),
    STEP_OVERDUE: others.some((step) => step.overdueSince !== null),
    TOKEN_EXPIRES: tokens.some(({ expiresAt, daysLeft }) => expiresAt > now && daysLeft <= FEW_DAYS),
  }
  return [...RED_REASONS, ...ATTENTION_REASONS].filter((reason) => holds[reason])
}

export function levelOf(reasons: readonly HealthReason[]): HealthLevel {
  if (reasons.length === 0) return 'GOOD'
  return RED_REASONS.some((red) => reasons.includes(red)) ? 'RED' : 'ATTENTION'
}

/** How long the tokens last that a person has to renew, and whose end is known. */
export function tokenLives(platforms: readonly PlatformStatus[], now: Date): TokenLife[] {
  return platforms.flatMap(({ platform, tokenExpiresAt: expiresAt, tokenRenews }) => {
    if (expiresAt === null || tokenRenews) return []
    const daysLeft = Math.max(0, Math.floor((expiresAt.getTime() - now.getTime()) / DAY_MS))
    return [{ platform, expiresAt, daysLeft }]
  })
}

const hasFailed = ({ lastRun }: ChainStep) => lastRun?.status === 'FAILED'

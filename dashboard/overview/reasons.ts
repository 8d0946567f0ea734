import type { OverviewHealthQuery, ShopHealthReason } from '../graphql/types.ts'

export type Health = OverviewHealthQuery['shopHealth']

const RED: ReadonlySet<ShopHealthReason> = new Set([
  'NOT_CONNECTED',
  'NOTHING_PULLED',
  'TOKEN_EXPIRED',
  'DEPOT_LOST',
  'DEPOT_OPEN',
  'WRITES_OFF',
  'SYNC_FAILED',
  'NEVER_SYNCED',
  'SYNC_OVERDUE',
])

export function isRed(reason: ShopHealthReason): boolean {
  return RED.has(reason)
}

/** Whether nothing can be told yet but how to begin. */
export function isNew({ reasons }: Health): boolean {
  return reasons.includes('NOTHING_PULLED')
}

/** The steps that a reason is about. */
export function stepsBehind(reason: ShopHealthReason, { chain }: Health): Health['chain'] {
  const others = chain.filter(({ type }) => type !== 'PRODUCT_SYNC')
  if (reason === 'STEP_FAILED') return others.filter(({ lastRun }) => lastRun?.status === 'FAILED')
  if (reason === 'STEP_OVERDUE') return others.filter(({ overdueSince }) => overdueSince !== null)
  return []
}

/** Where a person mends it. */
export function hrefOf(reason: ShopHealthReason, health: Health): string {
  const [step] = stepsBehind(reason, health)
  switch (reason) {
    case 'NOT_CONNECTED':
    case 'TOKEN_EXPIRED':
    case 'TOKEN_EXPIRES':
      return '/settings#platforms'
    case 'WRITES_OFF':
      return '/settings#writes'
    case 'NOTHING_PULLED':
      return '/start'
    case 'DEPOT_LOST':
    case 'DEPOT_OPEN':
      return '/places'
    case 'SYNC_FAILED': {
      const run = health.chain.find(({ type }) => type === 'PRODUCT_SYNC')?.lastRun
      return run ? `/jobs/${run.id}` : '/jobs'
    }
    case 'NEVER_SYNCED':
    case 'SYNC_OVERDUE':
      return '/start/PRODUCT_SYNC'
    case 'NOTHING_LINKED':
      return '/start/AUTO_MATCH_PRODUCTS'
    case 'NEED_YOU':
      return '/mappings?status=FAILED&status=PENDING'
    case 'STEP_FAILED':
      return step?.lastRun ? `/jobs/${step.lastRun.id}` : '/jobs'
    case 'STEP_OVERDUE':
      return step ? `/start/${step.type}` : '/start'
  }
}

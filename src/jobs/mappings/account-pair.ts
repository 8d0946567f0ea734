import type { Platform } from '../../entities/account.ts'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { words, type Words } from '../../locale.ts'
import type { Platforms } from '../platforms.ts'

/** The two accounts whose records are linked with each other. */
export interface AccountPair {
  nhanhAccountId: number
  shopifyAccountId: number
}

export interface PlatformNotConfigured {
  kind: 'platformNotConfigured'
  platform: Platform
  /** The environment's variables that are still to be set. */
  missing: string[]
}

/** The accounts that this server is connected to, or the first platform that it lacks. */
export function connectedPair(platforms: Platforms): AccountPair | PlatformNotConfigured {
  const { NHANH, SHOPIFY } = platforms.connections
  if (NHANH && SHOPIFY) return { nhanhAccountId: NHANH.accountId, shopifyAccountId: SHOPIFY.accountId }
  const platform = NHANH ? 'SHOPIFY' : 'NHANH'
  return { kind: 'platformNotConfigured', platform, missing: platforms.missing(platform) }
}

/** What is said of a platform that is not connected. */
export function notConnected({ platform, missing }: Omit<PlatformNotConfigured, 'kind'>): Words {
  const variables = missing.join(', ')
  return words(
    `${platform} is not connected; set ${variables}`,
    `chưa kết nối ${platform}; hãy đặt ${variables}`,
  )
}

/** Where the records and the mappings of each kind lie. */
export const TABLES = {
  PRODUCT: { mappings: 'product_mapping', NHANH: 'nhanh_product', SHOPIFY: 'shopify_variant' },
  CUSTOMER: { mappings: 'customer_mapping', NHANH: 'nhanh_customer', SHOPIFY: 'shopify_customer' },
} as const satisfies Record<RecordKind, Record<Platform | 'mappings', string>>

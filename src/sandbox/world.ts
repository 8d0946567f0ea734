import type { NhanhWorld } from './nhanh/nhanh-world.ts'
import type { ShopifyWorld } from './shopify/shopify-world.ts'

/** How often one URL (Nhanh) or one operation (Shopify) was asked, faults included. */
export interface RequestCounter {
  requests: number
  /** Answered with the platform's rate limit error (Nhanh ERR_429, Shopify THROTTLED). */
  limited: number
  /** Nhanh only: calls made while the URL was locked, each of which prolonged the lock. */
  whileLocked: number
}

/** Keys: Nhanh's path without the version (`/product/list`); Shopify's operation name, `(anonymous)`, `(token)`, `(upload)` or `(download)`. */
interface Counters {
  nhanh: Record<string, RequestCounter>
  shopify: Record<string, RequestCounter>
}

/** Everything that the two platforms know. Tests may change any record at any time; the next answer shows it. */
export interface World {
  nhanh: NhanhWorld
  shopify: ShopifyWorld
  counters: Counters
}

export type PlatformName = 'nhanh' | 'shopify'

/** The counter of a key, made at its first use. */
export function counterOf(counters: Record<string, RequestCounter>, key: string): RequestCounter {
  return (counters[key] ??= { requests: 0, limited: 0, whileLocked: 0 })
}

import type { Platforms } from '../jobs/platforms.ts'
import type { AlertMessage } from './channel.ts'

/** How people call the accounts: Nhanh's business id, the shop's domain; null for what is not among them. */
export function accountNamesOf({ connections: { NHANH, SHOPIFY } }: Platforms) {
  return (accountIds: readonly number[]): AlertMessage['account'] => ({
    nhanh: NHANH && accountIds.includes(NHANH.accountId) ? NHANH.account : null,
    shopify: SHOPIFY && accountIds.includes(SHOPIFY.accountId) ? SHOPIFY.account : null,
  })
}

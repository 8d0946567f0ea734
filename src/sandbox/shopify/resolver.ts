import type { GraphQLResolveInfo } from 'graphql'
import type { BulkOperations } from './bulk-operations.ts'
import type { SearchWarning } from './search.ts'
import { accessDenied } from './shopify-error.ts'
import type { ShopifyWorld } from './shopify-world.ts'

/** One entry of `extensions.search`. */
interface SearchReport {
  path: (string | number)[]
  query: string
  parsed: unknown
  warnings: SearchWarning[]
}

/** What the resolvers of one request share. */
export interface ShopifyContext {
  shopify: ShopifyWorld
  bulk: BulkOperations
  /** Where this request found the sandbox: `http://host:port`. */
  origin: string
  searches: SearchReport[]
}

/** Sources and arguments come from graphql-js, checked against the schema: each resolver names the types it gets. */
export type Resolver = (
  source: never,
  args: never,
  context: ShopifyContext,
  info: GraphQLResolveInfo,
) => unknown

/** @throws GraphQLError ACCESS_DENIED when the app was not granted the scope (`write_x` implies `read_x`). */
export function requireScope({ shopify }: ShopifyContext, scope: string, info: GraphQLResolveInfo): void {
  const implied = scope.replace(/^read_/, 'write_')
  if (!shopify.scopes.includes(scope) && !shopify.scopes.includes(implied)) {
    throw accessDenied(info.fieldName, scope)
  }
}

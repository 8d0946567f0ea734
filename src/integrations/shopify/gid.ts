/** The number of a gid, as gid://shopify/Product/1; null for anything else. */
export function idOf(gid: string | null): bigint | null {
  const digits = /^gid:\/\/shopify\/\w+\/(\d+)$/.exec(gid ?? '')?.[1]
  return digits === undefined ? null : BigInt(digits)
}

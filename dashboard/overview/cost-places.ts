/** What costs money, the dearest first, and where a person acts on it. */
export const COSTS = [
  'onSaleWithoutStock',
  'inStockNotOnline',
  'sellingUnlinked',
  'stoppedOnSale',
  'held',
] as const
export type CostName = (typeof COSTS)[number]

export const COST_PLACES: Record<CostName, string> = {
  onSaleWithoutStock: '/start/PRODUCT_SYNC',
  inStockNotOnline: '/start/PRODUCT_SYNC',
  sellingUnlinked: '/records?of=shopify-variants&linked=no',
  stoppedOnSale: '/mappings',
  held: '/mappings?policy=HOLD',
}

/** The record among the mappings; one that is linked with nothing among the records. */
export function placeOf(example: {
  sku: string | null
  productTitle: string
  mapping: object | null
}): string {
  const search = encodeURIComponent(example.sku ?? example.productTitle)
  return example.mapping ? `/mappings?search=${search}` : `/records?of=shopify-variants&linked=no&q=${search}`
}

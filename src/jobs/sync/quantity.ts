/** Pieces, or parts of them, in ten-thousandths: what Nhanh sends as decimals adds up exactly. */
export type Quantity = number & { readonly ofTenThousandths: true }

const UNIT = 10_000

/** Shopify's bound of a quantity. */
export const LARGEST_LEVEL = 1_000_000_000

/** From a decimal, of which further digits than four are rounded. */
export function quantityOf(decimal: string): Quantity {
  return Math.round(Number(decimal) * UNIT) as Quantity
}

export function addQuantities(quantities: readonly Quantity[]): Quantity {
  return quantities.reduce((sum: number, quantity) => sum + quantity, 0) as Quantity
}

/** The pieces that can be sold: rounded down. */
export function wholePieces(quantity: Quantity): number {
  return Math.floor(quantity / UNIT)
}

/** How many of `size` there are in a quantity. */
export function timesIn(quantity: Quantity, size: Quantity): Quantity {
  return (Math.floor(quantity / size) * UNIT) as Quantity
}

export function formatQuantity(quantity: Quantity): string {
  return String(quantity / UNIT)
}

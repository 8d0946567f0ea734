/** What Shopify calls the only variant of a product. */
const ONLY_VARIANT = 'Default Title'

/** A variant as a person calls it: its product, and what tells it apart. */
export function variantName({ productTitle, title }: { productTitle: string; title: string }): string {
  return title === ONLY_VARIANT || title === '' ? productTitle : `${productTitle} – ${title}`
}

/** As Vietnamese names are written: the family's first. Empty where none is known. */
export function customerName({
  firstName,
  lastName,
}: {
  firstName: string | null
  lastName: string | null
}): string {
  return [lastName, firstName].filter(Boolean).join(' ')
}

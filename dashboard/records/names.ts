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

/** The options that tell a variant apart; the only one of a product has none. */
export function tellingOptions<Option extends { value: string }>(options: readonly Option[]): Option[] {
  return options.filter(({ value }) => value !== ONLY_VARIANT)
}

/** The number that Shopify's own pages show, out of its longer id. */
export function shopifyNumber(id: string): string {
  return id.split('/').at(-1) ?? id
}

import { type Random, randomFrom } from '../random.ts'
import type { CatalogueVariant, NhanhSide } from './catalogue.ts'

/**
 * Where the derived Nhanh catalogue differs from the export that it is made from: one variant in so many, from its
 * own place on, so that a catalogue of a few dozen variants has each kind too. About 3 % missing, 5 % with another
 * stock, 2 % with another spelling.
 */
const MISSING = { every: 33, at: 7 } as const
const OTHER_STOCK = { every: 20, at: 3 } as const
const OTHER_SPELLING = { every: 50, at: 11 } as const

/**
 * The Nhanh product that belongs to a variant of a real catalogue, or null where it is missing.
 *
 * @param index Which variant of the whole file it is, from 0.
 */
export function nhanhSideOf(
  variant: Omit<CatalogueVariant, 'nhanh'>,
  type: number,
  index: number,
): NhanhSide | null {
  const isAt = ({ every, at }: { every: number; at: number }): boolean => index % every === at
  const random = randomFrom(`Nhanh side of variant ${index}`)
  if (isAt(MISSING)) return null
  return {
    code: isAt(OTHER_SPELLING) ? respelled(variant.sku, random) : variant.sku,
    // Spreadsheets put an apostrophe before a number that they must not round.
    barcode: variant.barcode.replace(/^'/, ''),
    available: variant.quantity + (isAt(OTHER_STOCK) ? random.int(1, 9) : 0),
    type,
    status: 2,
  }
}

/** The same SKU as a person would type it: other case, or blanks around it. */
function respelled(sku: string, random: Random): string {
  if (sku === '') return sku
  const otherCase = sku === sku.toLowerCase() ? sku.toUpperCase() : sku.toLowerCase()
  const spellings = [`${sku} `, ` ${sku}`, ...(otherCase === sku ? [] : [otherCase])]
  return random.pick(spellings)
}

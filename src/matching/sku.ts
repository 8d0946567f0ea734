import { hash } from 'node:crypto'

/** Counts up whenever {@link skuKey} gives another answer for the same SKU, so that unchanged rows get their new key. */
export const SKU_RULES_VERSION = 2

/** Characters without a shape: they come along when a SKU is copied from a web page or a chat. */
const INVISIBLE = /\p{Cf}/gu
/** In UTF-16 units. An index holds no much longer ones: what is beyond is told apart by a hash of the whole. */
const LONGEST_KEY = 500
const WHITE_SPACE = /\s+/gu

/**
 * A SKU as it is compared: Unicode NFKC, without invisible characters, lower case, outer white space dropped and inner
 * white space folded into one blank. Leading zeros and punctuation are kept. Null when nothing is left.
 */
export function skuKey(sku: string | null): string | null {
  if (sku === null) return null
  const key = sku.replace(INVISIBLE, '').normalize('NFKC').replace(WHITE_SPACE, ' ').trim().toLowerCase()
  if (key === '') return null
  return key.length <= LONGEST_KEY ? key : key.slice(0, LONGEST_KEY).toWellFormed() + hash('sha256', key)
}

import { skuKey } from './sku.ts'

/** Counts up whenever {@link barcodeKey} gives another answer for the same barcode. */
export const BARCODE_RULES_VERSION = 1

/** What spreadsheets put before a number that they must not round, as it looks after NFKC. */
const APOSTROPHE = /^[\s\p{Cf}]*['’‘]+/u

/** A barcode as it is compared: as a SKU, without a spreadsheet's apostrophe. Shops print their own: no digit is checked. */
export function barcodeKey(barcode: string | null): string | null {
  return barcode === null ? null : skuKey(barcode.normalize('NFKC').replace(APOSTROPHE, ''))
}

import { expect, test } from 'vitest'
import { barcodeKey } from '../../src/matching/barcode.ts'

test.each([
  ['8934567890123', '8934567890123'],
  ["'8934567890123", '8934567890123'],
  [" '8934567890123 ", '8934567890123'],
  ["''8934567890123", '8934567890123'],
  ['’8934567890123', '8934567890123'],
  ['＇8934567890123', '8934567890123'],
  ["\u200b'8934567890123", '8934567890123'],
  ["' 8934567890123", '8934567890123'],
  ['８９３４５６７８９０１２３', '8934567890123'],
  ["'0012", '0012'],
  ['8934567890120', '8934567890120'],
  ['Kệ A’12', 'kệ a’12'],
])('%j is compared as %j', (barcode, key) => {
  expect(barcodeKey(barcode)).toBe(key)
})

test.each([null, '', ' ', "'", " ' ", '\u200b'])('%j is no barcode', (barcode) => {
  expect(barcodeKey(barcode)).toBeNull()
})

test('a long one is the same with and without the apostrophe', () => {
  expect(barcodeKey(`'${'7'.repeat(600)}`)).toBe(barcodeKey('7'.repeat(600)))
})

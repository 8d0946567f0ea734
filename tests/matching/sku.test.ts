import { expect, test } from 'vitest'
import { skuKey } from '../../src/matching/sku.ts'

test.each([
  ['AO-01', 'ao-01'],
  ['  ao-01\u00a0 ', 'ao-01'],
  ['ao   01', 'ao 01'],
  ['ＡＯ－０１', 'ao-01'],
  ['0012', '0012'],
  ['ao\u200e\u200b-01\ufeff', 'ao-01'],
  ['ÁO ĐỎ', 'áo đỏ'],
  ['ÁO'.normalize('NFD'), 'áo'],
  ['😀'.repeat(250), '😀'.repeat(250)],
  ["'; drop table x; --", "'; drop table x; --"],
])('%j is compared as %j', (sku, key) => {
  expect(skuKey(sku)).toBe(key)
})

test.each([null, '', '   ', '\u200b'])('%j is no SKU', (sku) => {
  expect(skuKey(sku)).toBeNull()
})

import { describe, expect, test } from 'vitest'
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

test('an invisible character does not keep a letter and its accent apart', () => {
  expect(skuKey('A\u200b\u0301O')).toBe(skuKey('áo'))
})

test.each(['00123', '123', 'ab-12', 'ab12', 'ab_12', 'ab 12', 'áb-12'])('%s is like no other', (sku) => {
  const others = ['00123', '123', 'ab-12', 'ab12', 'ab_12', 'ab 12', 'áb-12'].filter((other) => other !== sku)
  expect(others.map(skuKey)).not.toContain(skuKey(sku))
})

describe('a SKU of more than 500 characters', () => {
  const long = 'SKU-'.repeat(200)

  test('of exactly 500 stays as it is', () => {
    expect(skuKey('x'.repeat(500))).toBe('x'.repeat(500))
    expect(skuKey(` ${'x'.repeat(500)} `)).toBe('x'.repeat(500))
  })

  test('is compared by its beginning and a hash of the whole', () => {
    expect(skuKey(long)).toMatch(/^(?:sku-){125}[0-9a-f]{64}$/)
    expect(skuKey(` ${long.toLowerCase()}\u200b`)).toBe(skuKey(long))
  })

  test('is told apart by its last character, and by its length', () => {
    const keys = [long, `${long}A`, `${long}B`, long.slice(1), long.slice(0, 501)].map(skuKey)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each([
    ['emoji', '😀'.repeat(1_000)],
    ['emoji, cut in the middle', `a${'😀'.repeat(1_000)}`],
    ['one character that NFKC makes eighteen', 'ﷺ'.repeat(300)],
    ['characters of three bytes', 'ế'.repeat(5_000)],
  ])('of %s gives a text that an index can hold', (_name, sku) => {
    const key = skuKey(sku)!
    expect(key.isWellFormed()).toBe(true)
    expect(Buffer.byteLength(key)).toBeLessThan(2_000)
  })
})

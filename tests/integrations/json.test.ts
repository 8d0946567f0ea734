import { describe, expect, test } from 'vitest'
import { retryAfter } from '../../src/integrations/http.ts'
import { parseJson, rawJson, verbatimPart } from '../../src/integrations/json.ts'

describe('parseJson', () => {
  test('keeps integers beyond 2^53 exact, as strings, and nothing else', () => {
    expect(
      parseJson(
        '{"a":9007199254740993,"b":[-12345678901234567890],"c":9007199254740991,"d":0.30000000000000004}',
      ),
    ).toEqual({
      a: '9007199254740993',
      b: ['-12345678901234567890'],
      c: 9007199254740991,
      d: 0.30000000000000004,
    })
  })
  test('leaves digits inside strings alone', () => {
    expect(parseJson('{"a":"9007199254740993","b":1}')).toEqual({ a: '9007199254740993', b: 1 })
  })
  test('throws on what is not JSON', () => {
    expect(() => parseJson('<html>')).toThrow(SyntaxError)
    expect(() => parseJson('{"a":12345678901234567890')).toThrow(SyntaxError)
  })
})

describe('verbatimPart', () => {
  test.each([
    '{"id":9007199254740993}',
    '[1,1.10,1e3]',
    '"x"',
    '12345678901234567890',
    '{"a":{"b":[0.10]}}',
    'false',
  ])('gives %s back as it came, also through rawJson', (part) => {
    const text = verbatimPart(`{"p":{"next": ${part} }}`, ['p', 'next'])
    expect(text).toBe(part)
    expect(JSON.stringify({ next: rawJson(text!) })).toBe(`{"next":${part}}`)
  })
  test('is undefined where nothing is', () => {
    expect(verbatimPart('{"p":[]}', ['p', 'next'])).toBeUndefined()
    expect(verbatimPart('{"p":null}', ['p', 'next'])).toBeUndefined()
  })
})

describe('retryAfter', () => {
  const now = Date.parse('2026-11-21T00:00:00Z')
  test.each([
    ['2.0', 2_000],
    ['0', 0],
    ['30', 30_000],
    ['Sat, 21 Nov 2026 00:00:10 GMT', 10_000],
    ['Fri, 20 Nov 2026 00:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('%s', (header, ms) => {
    expect(retryAfter(header, now)).toBe(ms)
  })
})

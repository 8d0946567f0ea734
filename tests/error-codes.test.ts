import { expect, test } from 'vitest'
import { ERROR_CODES, factsOf } from '../src/error-codes.ts'
import { LOCALES } from '../src/locale.ts'

const hints = Object.entries(ERROR_CODES).flatMap(([code, { hint }]) =>
  LOCALES.map((locale) => ({ code, locale, text: hint[locale] })),
)

test.each(hints)('the $locale hint of $code is one short line of whole sentences', ({ text }) => {
  expect(text).toMatch(/^\p{Lu}[^\n|]+\.$/u)
  expect(text.length).toBeLessThanOrEqual(110)
  // Composed characters, so that a search for a word finds it.
  expect(text).toBe(text.normalize('NFC'))
})

test('no hint stands in for one of the other language', () => {
  for (const { en, vi } of Object.values(ERROR_CODES).map(({ hint }) => hint)) {
    expect(vi).toMatch(/[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/u)
    expect(en).toMatch(/^\p{ASCII}+$/u)
  }
})

test('a code that this version does not know has no facts', () => {
  expect(factsOf('NOTE_ONLY')).toBe(ERROR_CODES.NOTE_ONLY)
  expect(['GONE', '', 'toString', '__proto__', 'note_only'].map(factsOf)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})

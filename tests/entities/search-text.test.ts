import { expect, test } from 'vitest'
import { fold } from '../../src/entities/search-text.ts'

test.each([
  ['Áo Đầm ĐỎ', 'ao dam do'],
  ['Áo Đầm'.normalize('NFD'), 'ao dam'],
  ['  a \t b\n', 'a b'],
  ['ﬁ ①', 'fi 1'],
  ['100%_\\', '100%_\\'],
])('%j is searched as %j', (text, folded) => {
  expect(fold(text)).toBe(folded)
})

import { expect, test } from 'vitest'
import { localeOf } from '../src/locale.ts'

test.each([
  'vi',
  'VI',
  'vi-VN',
  'vi-VN,vi;q=0.9,en-US;q=0.6,en;q=0.5',
  'en;q=0.5, vi;q=0.9',
  'fr-FR, fr;q=0.9, vi;q=0.1',
  'zh, *;q=0.5, vi;q=0.7',
])('%j is Vietnamese', (accepted) => {
  expect(localeOf(accepted)).toBe('vi')
})

test.each([
  'en',
  'en-US,en;q=0.9,vi;q=0.8',
  'en-VN',
  'fr',
  '*',
  '',
  'vi;q=0',
  'vie',
  'Vietnamese',
  ';;,,"=',
  'vi'.repeat(50_000),
  null,
  undefined,
  42,
  ['vi'],
  { locale: 'vi' },
])('%j is English', (accepted) => {
  expect(localeOf(accepted)).toBe('en')
})

import type { z } from 'zod'
import { composed, words, type Words } from '../locale.ts'

/** What is wrong with an input, for who gave it. */

export interface InputIssue {
  /** For instance `input.updatedAfter`. */
  path: string
  message: Words
}

export const inputIssue = (path: string, en: string, vi: string): InputIssue => ({
  path,
  message: words(en, vi),
})

/** For a moment at which something is to change by itself. */
export function notInFuture(path: string, moment: Date): InputIssue {
  const at = moment.toISOString()
  return inputIssue(
    path,
    `${at} is over; it must lie in the future`,
    `${at} đã qua; phải là thời điểm sắp tới`,
  )
}

/** What a refinement or a custom issue of a schema says. */
export function objection(en: string, vi: string): { params: { words: Words } } {
  return { params: { words: words(en, vi) } }
}

/** The issues of an input that was parsed with `reportInput`, without which nobody knows what was left out. */
export function inputIssues({ issues }: z.ZodError): InputIssue[] {
  return issues.map((issue) => ({ path: ['input', ...issue.path].join('.'), message: wordsOf(issue) }))
}

function wordsOf(issue: z.core.$ZodIssue): Words {
  switch (issue.code) {
    case 'custom':
      return (issue.params?.['words'] as Words | undefined) ?? UNFIT
    case 'invalid_type':
      return issue.input === undefined ? NOT_GIVEN : (TYPES[issue.expected] ?? UNFIT)
    case 'invalid_format':
      return FORMATS[issue.format] ?? UNFIT
    case 'invalid_value': {
      const values = issue.values.join(', ')
      return words(`must be one of ${values}`, `phải là một trong: ${values}`)
    }
    case 'unrecognized_keys': {
      const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 60)))
      return words(`there is no field ${keys.join(' or ')}`, `không có trường ${keys.join(' hay ')}`)
    }
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum))
    default:
      return UNFIT
  }
}

const UNFIT = words('is not allowed', 'không hợp lệ')
const NOT_GIVEN = words('must be given', 'chưa được nhập')

const TYPES: Readonly<Record<string, Words>> = {
  string: words('must be text', 'phải là văn bản'),
  number: words('must be a number', 'phải là số'),
  int: words('must be a whole number', 'phải là số nguyên'),
  boolean: words('must be true or false', 'phải là true hoặc false'),
  array: words('must be a list', 'phải là danh sách'),
  object: words(
    'must be an object with the fields of the input',
    'phải là đối tượng gồm các trường của đầu vào',
  ),
}

const FORMATS: Readonly<Record<string, Words>> = {
  datetime: words(
    'must be a moment in ISO 8601, for example 2026-11-21T08:00:00Z',
    'phải là thời điểm theo ISO 8601, ví dụ 2026-11-21T08:00:00Z',
  ),
  date: words('must be a calendar day, for example 2026-11-21', 'phải là ngày, ví dụ 2026-11-21'),
}

/** Of what has a size (`origin`: string, array), and of numbers. */
function tooSmall(origin: string, limit: number): Words {
  const least = composed((locale) => limit.toLocaleString(locale))
  if (origin === 'array') return words(`must name at least ${least.en}`, `phải có ít nhất ${least.vi} mục`)
  if (origin !== 'string') return words(`must be ${least.en} or more`, `không được nhỏ hơn ${least.vi}`)
  if (limit === 1) return words('must not be empty', 'không được để trống')
  return words(`must have at least ${least.en} characters`, `phải có ít nhất ${least.vi} ký tự`)
}

function tooBig(origin: string, limit: number): Words {
  const most = composed((locale) => limit.toLocaleString(locale))
  if (origin === 'array') return words(`must name at most ${most.en}`, `chỉ được tối đa ${most.vi} mục`)
  if (origin !== 'string') return words(`must be ${most.en} or less`, `không được lớn hơn ${most.vi}`)
  return words(`must have at most ${most.en} characters`, `chỉ được tối đa ${most.vi} ký tự`)
}

import { expect, test } from 'vitest'
import { z } from 'zod'
import type { InputIssue } from '../../src/jobs/input-issues.ts'
import { prepareJob } from '../../src/jobs/job-preparation.ts'
import { Platforms } from '../../src/jobs/platforms.ts'
import { JOB_TYPES } from '../../src/jobs/types/job-types.ts'

const NOBODY = new Platforms({}, {})

const typeOf = (name: string) => JOB_TYPES.find(({ type }) => type === name)!

function issuesOf(type: string, input: unknown): InputIssue[] {
  const prepared = prepareJob(typeOf(type), input, NOBODY)
  return prepared.kind === 'invalidInput' ? prepared.issues : []
}

interface Described {
  type?: string
  enum?: unknown[]
  items?: Described
  minimum?: number
  maximum?: number
  maxItems?: number
  maxLength?: number
  properties?: Record<string, Described>
}

/** Values that a field of this form does not take, whatever else is said of it. */
function wrongFor({
  type,
  enum: values,
  items,
  minimum,
  maximum,
  maxItems,
  maxLength,
}: Described): unknown[] {
  if (values) return ['NONE_OF_THEM', 5, ['x']]
  switch (type) {
    case 'array':
      return [
        'x',
        5,
        {},
        ...wrongFor(items!).map((item) => [item]),
        ...(maxItems === undefined ? [] : [Array(maxItems + 1).fill('1')]),
      ]
    case 'integer':
      return ['5', 1.5, true, minimum! - 1, maximum! + 1]
    case 'boolean':
      return ['yes', 0, []]
    case 'string':
      return [5, false, ['x'], ...(maxLength === undefined ? ['x\0'] : ['', '(', 'x'.repeat(maxLength + 1)])]
    default:
      throw new Error(`say what is wrong for a field of the type ${type}`)
  }
}

test.each(JOB_TYPES.map(({ type }) => type))(
  'whatever is wrong in an input of %s is told in both languages',
  (type) => {
    const { input } = typeOf(type)
    const { properties = {} } = z.toJSONSchema(input, { io: 'input' }) as Described
    const wrong: [path: string, input: unknown][] = [
      ['input', 'x'],
      ['input', [1]],
      ['input', { nonsense: 1, ['x'.repeat(100)]: 1 }],
      ...Object.entries(properties).flatMap(([name, field]) =>
        wrongFor(field).map((value): [string, unknown] => [`input.${name}`, { [name]: value }]),
      ),
    ]
    for (const [path, value] of wrong) {
      const issues = issuesOf(type, value)
      const shown = `${path} of ${JSON.stringify(value)?.slice(0, 100)}`
      expect(
        issues.some((issue) => issue.path === path || issue.path.startsWith(`${path}.`)),
        shown,
      ).toBe(true)
      const raw = input.safeParse(value).error!.issues.map(({ message }) => message)
      for (const { message } of issues) {
        expect(message.vi, shown).not.toBe(message.en)
        expect(message.vi, shown).toMatch(/[À-ỹ]/)
        expect(raw, shown).not.toContain(message.en)
        // What is said of an issue that nobody has foreseen.
        expect(message.en, shown).not.toBe('is not allowed')
      }
    }
  },
)

const DAY = '2026-11-21'

test.each<[type: string, input: unknown, path: string, en: string, vi: string]>([
  ['UNDO_SYNC', {}, 'input.jobId', 'must be given', 'chưa được nhập'],
  ['UNDO_SYNC', { jobId: 5 }, 'input.jobId', 'must be text', 'phải là văn bản'],
  ['UNDO_SYNC', { jobId: 'x' }, 'input.jobId', 'must be the id of a job', 'phải là số của một tác vụ'],
  ['PRODUCT_SYNC', { dryRun: 'yes' }, 'input.dryRun', 'must be true or false', 'phải là true hoặc false'],
  ['PRODUCT_SYNC', { mappingIds: 'x' }, 'input.mappingIds', 'must be a list', 'phải là danh sách'],
  [
    'PRODUCT_SYNC',
    { mappingIds: ['customer-1'] },
    'input.mappingIds.0',
    'must be an id like product-12',
    'phải là mã như product-12',
  ],
  [
    'PRODUCT_SYNC',
    { mappingIds: Array(10_001).fill('product-1') },
    'input.mappingIds',
    'must name at most 10,000',
    'chỉ được tối đa 10.000 mục',
  ],
  [
    'PRODUCT_SYNC',
    { planOf: '1', dryRun: false },
    'input.dryRun',
    'must not be given beside planOf: exactly what that dry run showed is applied',
    'không dùng chung với planOf được: sẽ áp dụng đúng những gì lần chạy thử đã cho thấy',
  ],
  ['PRODUCT_SYNC', { a: 1, b: 2 }, 'input', 'there is no field "a" or "b"', 'không có trường "a" hay "b"'],
  ['RETRY_FAILED_SYNC', { limit: 'x' }, 'input.limit', 'must be a number', 'phải là số'],
  ['RETRY_FAILED_SYNC', { limit: 1.5 }, 'input.limit', 'must be a whole number', 'phải là số nguyên'],
  ['RETRY_FAILED_SYNC', { limit: 0 }, 'input.limit', 'must be 1 or more', 'không được nhỏ hơn 1'],
  [
    'RETRY_FAILED_SYNC',
    { limit: 1_000_001 },
    'input.limit',
    'must be 1,000,000 or less',
    'không được lớn hơn 1.000.000',
  ],
  ['RETRY_FAILED_SYNC', { codes: [] }, 'input.codes', 'must name at least 1', 'phải có ít nhất 1 mục'],
  ['RETRY_FAILED_SYNC', { codes: ['TEA'] }, 'input.codes.0', 'is no error code', 'không phải là mã lỗi'],
  [
    'RETRY_FAILED_SYNC',
    { kind: 'TEA' },
    'input.kind',
    'must be one of PRODUCT, CUSTOMER',
    'phải là một trong: PRODUCT, CUSTOMER',
  ],
  [
    'AUTO_MATCH_CUSTOMERS',
    { batchSize: 5 },
    'input.batchSize',
    'is only for the strategy BATCH',
    'chỉ dùng với cách ghép BATCH',
  ],
  [
    'PULL_NHANH_PRODUCTS',
    { ids: ['x'] },
    'input.ids.0',
    'must be an id like 38000001',
    'phải là mã như 38000001',
  ],
  [
    'PULL_NHANH_PRODUCTS',
    { ids: ['1'], mode: 'FULL' },
    'input.mode',
    'cannot be asked together with ids',
    'không dùng chung với ids được',
  ],
  [
    'PULL_NHANH_PRODUCTS',
    { ids: Array.from({ length: 10_000 }, (_, index) => `${index + 1}`), deletedIds: ['1'] },
    'input.deletedIds',
    'makes 10001 records with those of ids; at most 10000 are allowed',
    'cùng với ids thành 10001 bản ghi; chỉ được tối đa 10000',
  ],
  [
    'PULL_NHANH_PRODUCTS',
    { updatedAfter: 'soon' },
    'input.updatedAfter',
    'must be a moment in ISO 8601, for example 2026-11-21T08:00:00Z',
    'phải là thời điểm theo ISO 8601, ví dụ 2026-11-21T08:00:00Z',
  ],
  [
    'PULL_NHANH_PRODUCTS',
    { updatedAfter: '2100-01-01T00:00:00Z' },
    'input.updatedAfter',
    'must lie in the past',
    'phải là thời điểm đã qua',
  ],
  [
    'PULL_NHANH_CUSTOMERS',
    { lastBoughtTo: '31/12' },
    'input.lastBoughtTo',
    'must be a calendar day, for example 2026-11-21',
    'phải là ngày, ví dụ 2026-11-21',
  ],
  [
    'PULL_NHANH_CUSTOMERS',
    { lastBoughtFrom: DAY, lastBoughtTo: '2026-11-20' },
    'input.lastBoughtTo',
    'must not lie before lastBoughtFrom',
    'không được sớm hơn lastBoughtFrom',
  ],
  ['PULL_SHOPIFY_CUSTOMERS', { query: ' ' }, 'input.query', 'must not be empty', 'không được để trống'],
  [
    'PULL_SHOPIFY_CUSTOMERS',
    { query: 'x'.repeat(1001) },
    'input.query',
    'must have at most 1,000 characters',
    'chỉ được tối đa 1.000 ký tự',
  ],
  [
    'PULL_SHOPIFY_CUSTOMERS',
    { query: '(' },
    'input.query',
    'has a bracket or a quotation mark that is not closed',
    'có dấu ngoặc hoặc dấu nháy chưa đóng',
  ],
  [
    'PULL_SHOPIFY_CUSTOMERS',
    5,
    'input',
    'must be an object with the fields of the input',
    'phải là đối tượng gồm các trường của đầu vào',
  ],
])('%s with %j: %s', (type, input, path, en, vi) => {
  expect(issuesOf(type, input)).toEqual([{ path, message: { en, vi } }])
})

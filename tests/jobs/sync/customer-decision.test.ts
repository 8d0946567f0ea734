import { describe, expect, test } from 'vitest'
import {
  decideCustomer,
  entriesOf,
  hasTaken,
  type CustomerValues,
  type MappedCustomer,
} from '../../../src/jobs/sync/customer-decision.ts'
import type { NhanhCustomerRecord } from '../../../src/integrations/nhanh/records.ts'
import type { MetafieldsSetResult } from '../../../src/integrations/shopify/metafields.ts'
import type { PlannedCustomer } from '../../../src/jobs/sync/customer-items.ts'
import { outcomesOf, rowsOf } from '../../../src/jobs/sync/customer-rows.ts'

const NOW = new Date('2026-11-21T08:00:00Z')
const MAPPED: MappedCustomer = {
  mappingId: 1,
  nhanhId: '142',
  customerId: 'gid://shopify/Customer/7',
  policy: 'SYNC',
  key: '+84912345678',
  hasKey: true,
  shownNhanhId: '142',
}
const PERSON: NhanhCustomerRecord = {
  id: '142',
  type: 'RETAIL',
  name: 'Mai',
  phone: '0912345678',
  email: null,
  code: null,
  address: null,
  level: 'Gold',
  group: null,
  totalSpent: '1500000.0000',
  points: 30,
  sourceUpdatedAt: null,
}
const PRESENT: CustomerValues = {
  total_spent: '1500000',
  points: '30',
  level: 'Gold',
  updated_at: '2026-11-01T00:00:00+00:00',
}
const NOTHING: CustomerValues = { total_spent: null, points: null, level: null, updated_at: null }
const MOMENT = { updated_at: '2026-11-21T08:00:00.000Z' }

interface Case {
  mapped?: Partial<MappedCustomer>
  nhanh?: Partial<NhanhCustomerRecord> | { broken: string } | null
  present?: Partial<CustomerValues> | null
  force?: boolean
}

function decide({ mapped, nhanh = {}, present = {}, force = false }: Case) {
  const person = nhanh === null || 'broken' in nhanh ? nhanh : { ...PERSON, ...nhanh }
  return decideCustomer(
    { ...MAPPED, ...mapped },
    {
      nhanh: person,
      present: present && { ...PRESENT, ...present },
    },
    { force, now: NOW },
  )
}

describe('a customer', () => {
  test.each<[string, Case]>([
    ['shows the same', {}],
    ['shows an equal decimal', { present: { total_spent: '1500000.00' } }],
    ['has a total of 0 on both sides', { nhanh: { totalSpent: '0' }, present: { total_spent: '0.0' } }],
    ['has no level on either side', { nhanh: { level: null }, present: { level: null } }],
    ['shows points of which Nhanh sends none any more', { nhanh: { points: null } }],
    ['was linked by a person, without a key', { mapped: { key: null, hasKey: false } }],
  ])('who %s is unchanged', (_what, given) => {
    expect(decide(given).kind).toBe('unchanged')
  })

  test.each<[string, Case, Partial<CustomerValues>]>([
    ['whose total rose', { nhanh: { totalSpent: '1500000.50' } }, { total_spent: '1500000.5' }],
    ['whose total fell by half', { nhanh: { totalSpent: '750000' } }, { total_spent: '750000' }],
    ['with other points', { nhanh: { points: 0 } }, { points: '0' }],
    ['of another level', { nhanh: { level: 'Silver' } }, { level: 'Silver' }],
    ['of no level any more', { nhanh: { level: null } }, { level: null }],
    [
      'who shows nothing yet',
      { present: NOTHING, mapped: { shownNhanhId: null } },
      { total_spent: '1500000', points: '30', level: 'Gold' },
    ],
    [
      'of whom Nhanh knows a total of 0 and nothing else',
      { present: NOTHING, nhanh: { totalSpent: '0.0000', points: null, level: null } },
      { total_spent: '0' },
    ],
    [
      'whose total fell by more than half, forced',
      { nhanh: { totalSpent: '1' }, force: true },
      { total_spent: '1' },
    ],
    [
      'who shows another person',
      { nhanh: { totalSpent: '1', points: null, level: null }, mapped: { shownNhanhId: '9' } },
      { total_spent: '1', points: null, level: null },
    ],
    [
      'whose total somebody overwrote with a text',
      { present: { total_spent: 'much' } },
      { total_spent: '1500000' },
    ],
  ])('%s is written, with the moment', (_what, given, change) => {
    expect(decide(given)).toMatchObject({ kind: 'write', change: { ...change, ...MOMENT } })
    expect(Object.keys((decide(given) as { change: object }).change).toSorted()).toEqual(
      Object.keys({ ...change, ...MOMENT }).toSorted(),
    )
  })

  test.each<[string, Case, string, string]>([
    ['is on hold', { mapped: { policy: 'HOLD' } }, 'skipped', 'ON_HOLD'],
    [
      'is on hold and gone on both sides',
      { mapped: { policy: 'HOLD' }, nhanh: null, present: null },
      'skipped',
      'ON_HOLD',
    ],
    ['is gone in Shopify', { present: null }, 'failed', 'CUSTOMER_GONE'],
    ['has lost the phone', { mapped: { hasKey: false } }, 'failed', 'KEY_CHANGED'],
    ['is not named by Nhanh', { nhanh: null }, 'failed', 'TOTAL_UNKNOWN'],
    ['came broken', { nhanh: { broken: 'totalAmount "x"' } }, 'failed', 'TOTAL_UNKNOWN'],
    ['came without a total', { nhanh: { totalSpent: null } }, 'failed', 'TOTAL_UNKNOWN'],
    ['came without a total, forced', { nhanh: { totalSpent: null }, force: true }, 'failed', 'TOTAL_UNKNOWN'],
    ['fell by more than half', { nhanh: { totalSpent: '749999' } }, 'skipped', 'TOTAL_FELL'],
    ['fell to 0', { nhanh: { totalSpent: '0' } }, 'skipped', 'TOTAL_FELL'],
    [
      'fell and shows nobody on record',
      { nhanh: { totalSpent: '1' }, mapped: { shownNhanhId: null } },
      'skipped',
      'TOTAL_FELL',
    ],
  ])('who %s is not written', (_what, given, kind, code) => {
    expect(decide(given)).toMatchObject({ kind, code })
  })
})

test('a change is taken when all of it stands there, in whatever form Shopify writes it', () => {
  const change = { total_spent: '1500000.5', level: null, ...MOMENT }
  expect(hasTaken({ ...NOTHING, total_spent: '1500000.50' }, change)).toBe(true)
  expect(hasTaken({ ...NOTHING, total_spent: '1500000.50', level: 'Gold' }, change)).toBe(false)
  expect(hasTaken({ ...NOTHING, total_spent: '1500000' }, change)).toBe(false)
  expect(hasTaken(NOTHING, { total_spent: '0' })).toBe(false)
})

test('a change is set with the types of its fields, and what is null is removed', () => {
  const owner = { ownerId: MAPPED.customerId, namespace: 'pos' }
  expect(
    entriesOf(MAPPED.customerId, 'pos', { total_spent: '5', points: '2', level: null, ...MOMENT }),
  ).toEqual({
    set: [
      { ...owner, key: 'total_spent', type: 'number_decimal', value: '5' },
      { ...owner, key: 'points', type: 'number_integer', value: '2' },
      { ...owner, key: 'updated_at', type: 'date_time', value: MOMENT.updated_at },
    ],
    remove: [{ ...owner, key: 'level' }],
  })
})

const CHANGES = [
  { total_spent: '5', ...MOMENT },
  { total_spent: '5', points: '1', ...MOMENT },
  { total_spent: '5', points: '1', level: 'Gold', ...MOMENT },
]

function planned(index: number, change: Partial<CustomerValues> = CHANGES[index % 3]!): PlannedCustomer {
  const customerId = `gid://shopify/Customer/${index}`
  const item = { mappingId: index, key: customerId, title: null, searchable: [], failures: 0 }
  const mapping = { ...MAPPED, customerId, mappingId: index }
  return { item, mapping, namespace: 'pos', present: NOTHING, change }
}

test('rows hold every customer once, in order, whole, and at most 25 metafields', () => {
  const customers = Array.from({ length: 100 }, (_, index) => planned(index))
  const rows = rowsOf(customers)
  expect(rows.flat()).toEqual(customers)
  const sizes = rows.map((row) => row.reduce((sum, { change }) => sum + Object.keys(change).length, 0))
  expect(Math.max(...sizes)).toBe(25)
  // None could have taken the first of the next.
  for (const [at, size] of sizes.slice(0, -1).entries())
    expect(size + Object.keys(rows[at + 1]![0]!.change).length).toBeGreaterThan(25)
  expect(rowsOf([])).toEqual([])
})

describe('of a call that was refused', () => {
  const customers = [0, 1, 2].map((index) => planned(index))
  const rejected = (index: number, reason: 'OWNER_GONE' | 'REFUSED') => ({ index, reason, message: 'no' })

  test('those are blamed whose entries are, and the others are left', () => {
    const { concluded, left } = outcomesOf(customers, {
      kind: 'rejected',
      message: 'no',
      // Two entries of the first, three of the second.
      entries: [rejected(1, 'OWNER_GONE'), rejected(3, 'REFUSED'), rejected(4, 'REFUSED')],
    })
    expect(concluded.map(({ result }) => [result.key.at(-1), result.outcome, result.code])).toEqual([
      ['0', 'FAILED', 'CUSTOMER_GONE'],
      ['1', 'FAILED', 'SHOPIFY_REFUSED'],
    ])
    expect(concluded.every(({ shows }) => shows === null)).toBe(true)
    expect(left).toEqual([customers[2]])
  })

  test('without a word on whom, everybody is left, unless it was about one', () => {
    const result: MetafieldsSetResult = { kind: 'rejected', message: 'no', entries: [] }
    expect(outcomesOf(customers, result)).toEqual({ concluded: [], left: customers })
    const { concluded, left } = outcomesOf(customers.slice(0, 1), result)
    expect(concluded[0]!.result).toMatchObject({ outcome: 'FAILED', code: 'SHOPIFY_REFUSED' })
    expect(left).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import {
  addWeight,
  implausibility,
  NO_WEIGHT,
  weightOf,
  type Weight,
} from '../../../src/jobs/sync/breaker.ts'

const weight = (more: Partial<Weight>): Weight => ({
  items: 2_000,
  toZero: 0,
  unitsBefore: 10_000,
  unitsAfter: 10_000,
  ...more,
})

describe('what an item weighs', () => {
  const level = (present: number | null, after: number | null) => ({ present, after })
  test.each<[string, ReturnType<typeof level>[], Weight]>([
    ['nothing', [], { items: 1, toZero: 0, unitsBefore: 0, unitsAfter: 0 }],
    ['a rise', [level(2, 5)], { items: 1, toZero: 0, unitsBefore: 2, unitsAfter: 5 }],
    ['a fall to 0', [level(2, 0)], { items: 1, toZero: 1, unitsBefore: 2, unitsAfter: 0 }],
    [
      'two falls to 0 are one item',
      [level(2, 0), level(3, 0)],
      { items: 1, toZero: 1, unitsBefore: 5, unitsAfter: 0 },
    ],
    ['0 before', [level(0, 0)], { items: 1, toZero: 0, unitsBefore: 0, unitsAfter: 0 }],
    ['below 0 before', [level(-4, 0)], { items: 1, toZero: 0, unitsBefore: 0, unitsAfter: 0 }],
    ['not stocked', [level(null, null)], { items: 1, toZero: 0, unitsBefore: 0, unitsAfter: 0 }],
  ])('%s', (_name, levels, expected) => {
    expect(weightOf(levels)).toEqual(expected)
    expect(addWeight(NO_WEIGHT, weightOf(levels))).toEqual(expected)
  })
})

describe('what is not believed', () => {
  test.each<[string, Partial<Weight>, boolean]>([
    ['nothing changes', {}, true],
    ['exactly 50 items to 0, however few there are', { items: 60, toZero: 50 }, true],
    ['51 of 1,020 items to 0: not more than 5 %', { items: 1_020, toZero: 51 }, true],
    ['51 of 1,019 items to 0', { items: 1_019, toZero: 51 }, false],
    ['100 of 2,000 items to 0', { toZero: 100 }, true],
    ['101 of 2,000 items to 0', { toZero: 101 }, false],
    ['a fall of just less than 30 %', { unitsAfter: 7_001 }, true],
    ['a fall of 30 %', { unitsAfter: 7_000 }, false],
    ['all of it', { unitsAfter: 0 }, false],
    ['a rise', { unitsAfter: 99_999 }, true],
    ['nothing there, nothing left', { unitsBefore: 0, unitsAfter: 0 }, true],
  ])('%s', (_name, more, isBelieved) => {
    expect(implausibility(weight(more), true)?.code).toBe(isBelieved ? undefined : 'IMPLAUSIBLE_CHANGE')
  })

  test('a few that a person chose may fall as they like, fifty and more may not', () => {
    const fallen = { unitsBefore: 100, unitsAfter: 0 }
    expect(implausibility(weight({ items: 49, ...fallen }), false)).toBe(null)
    expect(implausibility(weight({ items: 50, ...fallen }), false)?.code).toBe('IMPLAUSIBLE_CHANGE')
    expect(implausibility(weight({ items: 49, ...fallen }), true)?.code).toBe('IMPLAUSIBLE_CHANGE')
  })

  test('both reasons are told, with their numbers', () => {
    expect(implausibility(weight({ toZero: 400, unitsAfter: 5_000 }), true)?.message).toBe(
      '400 of 2000 items would become 0, and 10000 pieces would become 5000',
    )
  })
})

import { describe, expect, test } from 'vitest'
import { readTimetable, timetableOf } from '../../../src/jobs/schedules/timetable.ts'

const SAIGON = 'Asia/Ho_Chi_Minh'
const NEW_YORK = 'America/New_York'

/** The first due moments behind one. */
function dues(cron: string, timeZone: string, after: string, count: number): string[] {
  const timetable = timetableOf({ cron, timeZone })
  const found: string[] = []
  for (let moment = new Date(after); found.length < count; found.push(moment.toISOString()))
    moment = timetable.nextAfter(moment)
  return found.map((text) => text.replace(':00.000Z', 'Z'))
}

describe('the moments of', () => {
  test.each([
    ['*/10 * * * *', SAIGON, ['2026-01-01T00:10Z', '2026-01-01T00:20Z', '2026-01-01T00:30Z']],
    ['30 2 * * *', SAIGON, ['2026-01-01T19:30Z', '2026-01-02T19:30Z', '2026-01-03T19:30Z']],
    ['30 2 * * *', 'UTC', ['2026-01-01T02:30Z', '2026-01-02T02:30Z', '2026-01-03T02:30Z']],
    ['0 8-10 * * MON-FRI', SAIGON, ['2026-01-01T01:00Z', '2026-01-01T02:00Z', '2026-01-01T03:00Z']],
    ['0 0 1 * *', SAIGON, ['2026-01-31T17:00Z', '2026-02-28T17:00Z', '2026-03-31T17:00Z']],
    ['0 12 L * *', 'UTC', ['2026-01-31T12:00Z', '2026-02-28T12:00Z', '2026-03-31T12:00Z']],
    ['0 12 29 2 *', SAIGON, ['2028-02-29T05:00Z', '2032-02-29T05:00Z', '2036-02-29T05:00Z']],
    ['15 6 * * 0,6', 'Europe/Berlin', ['2026-01-03T05:15Z', '2026-01-04T05:15Z', '2026-01-10T05:15Z']],
    ['0 9 * * MON#1', 'UTC', ['2026-01-05T09:00Z', '2026-02-02T09:00Z', '2026-03-02T09:00Z']],
    ['0 0 31 * *', 'UTC', ['2026-01-31T00:00Z', '2026-03-31T00:00Z', '2026-05-31T00:00Z']],
    ['0 4 * * *', 'Asia/Kathmandu', ['2026-01-01T22:15Z', '2026-01-02T22:15Z', '2026-01-03T22:15Z']],
  ])('%s in %s', (cron, zone, expected) => {
    expect(dues(cron, zone, '2026-01-01T00:00:00Z', expected.length)).toEqual(expected)
  })

  // New York goes from -5 to -4 hours on 8 March 2026 at 02:00, and back on 1 November at 02:00.
  test.each([
    ['30 2 * * *', '2026-03-07T12:00Z', ['2026-03-08T07:00Z', '2026-03-09T06:30Z', '2026-03-10T06:30Z']],
    ['15,45 2 * * *', '2026-03-07T12:00Z', ['2026-03-08T07:00Z', '2026-03-09T06:15Z', '2026-03-09T06:45Z']],
    ['30 1 * * *', '2026-10-31T12:00Z', ['2026-11-01T05:30Z', '2026-11-02T06:30Z', '2026-11-03T06:30Z']],
    ['30 1,13 * * *', '2026-11-01T00:00Z', ['2026-11-01T05:30Z', '2026-11-01T18:30Z', '2026-11-02T06:30Z']],
    ['0 0 * * *', '2026-03-07T12:00Z', ['2026-03-08T05:00Z', '2026-03-09T04:00Z', '2026-03-10T04:00Z']],
  ])('%s in New York, behind %s: once a day when the clocks change', (cron, after, expected) => {
    expect(dues(cron, NEW_YORK, after, expected.length)).toEqual(expected)
  })

  test.each([['2026-03-08T03:30Z'], ['2026-11-01T03:30Z']])(
    'an hourly expression, behind %s: each hour that passes has one when the clocks change',
    (after) => {
      const found = dues('0 * * * *', NEW_YORK, after, 8).map((text) => Date.parse(text))
      expect(found.map((at, index) => at - (found[index - 1] ?? at - 3_600_000))).toEqual(
        Array.from({ length: 8 }, () => 3_600_000),
      )
    },
  )

  test.each([
    ['*/10 * * * *', SAIGON, 400],
    ['30 2 * * *', NEW_YORK, 400],
    ['30 1 * * *', NEW_YORK, 400],
    ['*/20 1-2 * * *', NEW_YORK, 2_000],
    ['15,45 2 * * *', NEW_YORK, 800],
    ['0 12 29 2 *', SAIGON, 10],
    ['0 8-20 * * 1-6', 'Europe/Berlin', 2_000],
  ])('%s in %s are the same backwards', (cron, timeZone, count) => {
    const timetable = timetableOf({ cron, timeZone })
    const start = new Date('2026-02-27T00:00:00Z')
    const forwards: Date[] = []
    for (let due = timetable.nextAfter(start); forwards.length < count; due = timetable.nextAfter(due))
      forwards.push(due)
    const backwards: Date[] = []
    let due = timetable.latest(start, forwards.at(-1)!)
    for (; due; due = timetable.latest(start, new Date(due.getTime() - 1))) backwards.push(due)
    expect(backwards.toReversed()).toEqual(forwards)
    expect(timetable.countBetween(start, forwards.at(-1)!, count)).toBe(count - 1)
  })
})

describe('the latest moment', () => {
  const timetable = timetableOf({ cron: '0 * * * *', timeZone: 'UTC' })
  const at = (time: string) => new Date(`2026-05-05T${time}Z`)

  test('counts at its very millisecond, and not a millisecond before', () => {
    expect(timetable.latest(at('08:30:00'), at('09:00:00.000'))).toEqual(at('09:00:00'))
    expect(timetable.latest(at('08:30:00'), at('08:59:59.999'))).toBeNull()
  })

  test('is not the one that it is asked for behind', () => {
    expect(timetable.latest(at('09:00:00'), at('09:59:59.999'))).toBeNull()
    expect(timetable.latest(at('09:00:00'), at('10:00:00'))).toEqual(at('10:00:00'))
  })

  test('is none when the clock was set back behind what was handled', () => {
    expect(timetable.latest(at('09:00:00'), at('07:30:00'))).toBeNull()
  })

  test('has others before it, which are counted up to a bound', () => {
    expect(timetable.countBetween(at('03:00:00'), at('09:00:00'), 100)).toBe(5)
    expect(timetable.countBetween(at('03:00:00'), at('09:00:00'), 3)).toBe(3)
    expect(timetable.countBetween(at('08:00:00'), at('09:00:00'), 100)).toBe(0)
  })
})

test.each([
  ['*/10 * * * *', 'UTC', '2026-05-05T10:10:00Z', 10],
  ['0 8-20 * * *', 'UTC', '2026-05-05T20:00:00Z', 60],
  ['0 8-20 * * *', 'UTC', '2026-05-05T08:00:00Z', 60],
  ['30 2 * * *', SAIGON, '2026-05-05T19:30:00Z', 24 * 60],
  // The gap makes the night before the change an hour and a half shorter, and the doubled hour none.
  ['30 2 * * *', NEW_YORK, '2026-03-08T07:00:00Z', 23.5 * 60],
  ['30 1 * * *', NEW_YORK, '2026-11-01T05:30:00Z', 24 * 60],
])('the interval of %s in %s at %s is %d minutes', (cron, timeZone, due, minutes) => {
  expect(timetableOf({ cron, timeZone }).intervalMs(new Date(due))).toBe(minutes * 60_000)
})

test.each([
  ['', 'UTC', 'cron', /not a cron expression of five fields/],
  ['* * * *', 'UTC', 'cron', /five fields/],
  ['0 * * * * *', 'UTC', 'cron', /five fields/],
  ['@daily', 'UTC', 'cron', /five fields/],
  ['2027-01-01T00:00:00', 'UTC', 'cron', /five fields/],
  ['? * * * *', 'UTC', 'cron', /five fields/],
  [`${'1,'.repeat(60)}1 * * * *`, 'UTC', 'cron', /five fields/],
  ['61 * * * *', 'UTC', 'cron', /minute/],
  ['*/0 * * * *', 'UTC', 'cron', /stepping/],
  ['5/15 * * * *', 'UTC', 'cron', /stepping/],
  ['0 25 * * *', 'UTC', 'cron', /hour/],
  ['0 0 * * 8', 'UTC', 'cron', /dayOfWeek/],
  ['a b c d e', 'UTC', 'cron', /not a cron expression/],
  ['0 0 30 2 *', 'UTC', 'cron', /never comes due/],
  ['0 0 * * *', 'Mars/Olympus', 'timeZone', /"Mars\/Olympus" is not a time zone/],
  ['0 0 * * *', '', 'timeZone', /not a time zone/],
  ['0 0 * * *', '+07:00', 'timeZone', /not a time zone/],
  ['0 0 * * *', 'Asia/Ho Chi Minh', 'timeZone', /not a time zone/],
])('%j in %j is refused for its %s', (cron, timeZone, field, message) => {
  const issue = readTimetable(cron, timeZone)
  expect(issue).toMatchObject({ field, message: { en: expect.stringMatching(message) as string } })
})

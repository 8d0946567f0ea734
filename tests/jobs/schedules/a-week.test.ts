import { expect, test } from 'vitest'
import { ShopUnderClock, type RunRow } from '../../support/schedule-week.ts'
import { schedule } from '../../support/schedules.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** 00:00 in the shop. */
const MONDAY = Date.parse('2026-06-01T00:00:00+07:00')
/** From 06:00 to 20:00. */
const EVERY_HOURS = 2
const STOCK_CRON = `0 6-20/${EVERY_HOURS} * * *`

const STOCK = ['PULL_NHANH_PRODUCTS', 'PULL_SHOPIFY_PRODUCTS', 'AUTO_MATCH_PRODUCTS', 'PRODUCT_SYNC']
const NIGHT = [...STOCK, 'PULL_NHANH_CUSTOMERS', 'PULL_SHOPIFY_CUSTOMERS', 'AUTO_MATCH_CUSTOMERS']
const INPUTS: Record<string, object> = {
  PULL_NHANH_PRODUCTS: { mode: 'DELTA' },
  PULL_SHOPIFY_PRODUCTS: { mode: 'DELTA' },
}

/** What the shop went through, and the runs that there must be in the end. */
class Week {
  readonly shop: ShopUnderClock
  readonly expected: { [Key in keyof RunRow]: unknown }[] = []

  constructor(shop: ShopUnderClock) {
    this.shop = shop
  }

  expect(name: 'Stock' | 'Night', dueAt: number, outcome = 'COMPLETED', note: unknown = null): void {
    const chain = name === 'Stock' ? STOCK : NIGHT
    const jobs = outcome === 'COMPLETED' ? chain : []
    this.expected.push({ name, dueAt: new Date(dueAt).toISOString(), outcome, note, jobs })
  }

  async night(day: number): Promise<void> {
    const due = at(day, 2.5)
    await this.shop.at(due)
    await this.shop.settled()
    this.expect('Night', due)
  }

  /** The stock chain at these hours of the day. */
  async hours(day: number, from: number, to: number): Promise<void> {
    for (let hour = from; hour <= to; hour += EVERY_HOURS) {
      this.shop.sell()
      await this.shop.at(at(day, hour))
      await this.shop.settled()
      this.expect('Stock', at(day, hour))
    }
  }

  /** The server is killed at some moment of the chain, and another one goes on with it. */
  async killedAt(day: number, hour: number): Promise<void> {
    this.shop.sell()
    await this.shop.at(at(day, hour))
    await this.shop.killAtSomeMoment()
    await this.shop.settled()
    this.expect('Stock', at(day, hour))
  }

  /** The server is killed when nobody knows yet whether it has seen that a run is due. */
  async killedWhenDue(day: number, hour: number): Promise<void> {
    this.shop.sell()
    this.shop.server.setClock(new Date(at(day, hour)))
    await this.shop.killAtSomeMoment()
    await this.shop.at(at(day, hour) + 20 * MINUTE_MS)
    await this.shop.settled()
    const late = 'began 20 minutes late, because no server had been running'
    this.expect(
      'Stock',
      at(day, hour),
      'COMPLETED',
      expect.toSatisfy((note) => note === null || note === late),
    )
  }

  /** Nhanh answers nothing until the next run is due; then the server is killed in the middle of it. */
  async heldUp(day: number, hour: number): Promise<void> {
    this.shop.sell()
    const release = await this.shop.holdUp(() => this.shop.at(at(day, hour)))
    const next = at(day, hour + EVERY_HOURS)
    await this.shop.at(next)
    await this.shop.kill()
    release()
    await this.shop.start(next + 5 * MINUTE_MS)
    await this.shop.settled()
    this.expect('Stock', at(day, hour))
    const first = new Date(at(day, hour)).toISOString()
    this.expect('Stock', next, 'SKIPPED', `the run of ${first} was still going`)
  }

  /** A platform refuses what one step asks for. */
  async refused(platform: 'nhanh' | 'shopify', day: number, hour: number): Promise<void> {
    await this.shop.refusing(platform, async () => {
      await this.shop.at(at(day, hour))
      await this.shop.settled()
    })
    const failed = STOCK.findIndex((type) => type.includes(platform.toUpperCase()))
    this.expected.push({
      name: 'Stock',
      dueAt: new Date(at(day, hour)).toISOString(),
      outcome: 'FAILED',
      note: expect.anything(),
      jobs: [...STOCK.slice(0, failed), `${STOCK[failed]} FAILED`],
    })
  }

  /** No server runs between the two moments. */
  async down(from: number, to: number): Promise<void> {
    await this.shop.at(from)
    await this.shop.kill()
    this.shop.sell()
    await this.shop.start(to)
    await this.shop.settled()
  }
}

function at(day: number, hour: number): number {
  return MONDAY + (day * 24 + hour) * HOUR_MS
}

test('a week of schedules with kills in it: each due moment has what it should have, the shop shows the stock, and people were told', async () => {
  await using shop = await ShopUnderClock.open({ seed: 'a week', now: MONDAY })
  const { http } = shop.server
  const steps = (types: string[], inputs: Record<string, object>) =>
    types.map((type) => ({ type, input: inputs[type] ?? {} }))
  await schedule(http, {
    name: 'Stock',
    cron: STOCK_CRON,
    timeZone,
    steps: steps(STOCK, INPUTS),
  })
  await schedule(http, {
    name: 'Night',
    cron: '30 2 * * *',
    timeZone,
    steps: steps(NIGHT, { PRODUCT_SYNC: { dryRun: true } }),
  })
  const week = new Week(shop)

  const late = (minutes: number) => `began ${minutes} minutes late, because no server had been running`

  // Monday: Nhanh answers nothing for two hours.
  await week.night(0)
  await week.hours(0, 6, 8)
  await week.heldUp(0, 10)
  await week.killedAt(0, 14)
  await week.hours(0, 16, 20)

  // Tuesday: no server for some hours.
  await week.night(1)
  await week.hours(1, 6, 8)
  await week.down(at(1, 8.5), at(1, 14) + 25 * MINUTE_MS)
  week.expect('Stock', at(1, 14), 'COMPLETED', `${late(25)}; 2 moments before it were missed`)
  await week.hours(1, 16, 20)

  // Wednesday: no server from the evening on, so the last run of the day is too late.
  await week.night(2)
  await week.hours(2, 6, 12)
  await week.killedWhenDue(2, 14)
  await week.hours(2, 16, 18)
  await week.down(at(2, 18.5), at(2, 23) + 40 * MINUTE_MS)
  week.expect('Stock', at(2, 20), 'MISSED', 'seen 220 minutes late, when no server had been running')

  // Thursday: no server at night, which is made up for; then Nhanh refuses the token for a while.
  await week.down(at(3, 1), at(3, 5))
  week.expect('Night', at(3, 2.5), 'COMPLETED', late(150))
  await week.hours(3, 6, 10)
  await week.refused('nhanh', 3, 12)
  await week.hours(3, 14, 20)

  // Friday: killed again and again; Shopify refuses, and comes to itself, while nobody takes alerts.
  await week.night(4)
  await week.killedAt(4, 6)
  await week.killedWhenDue(4, 8)
  await week.killedAt(4, 10)
  await shop.untold(async () => {
    await week.refused('shopify', 4, 12)
    await week.hours(4, 14, 18)
  })
  await week.hours(4, 20, 20)

  // Saturday: no server until the afternoon, when both are late and want the same.
  await week.down(at(4, 22), at(5, 14) + 10 * MINUTE_MS)
  const waits = String.raw`(; step \d \(\w+\) had to wait for (job \d+ \(\w+, \w+\)|a job that was just starting))`
  week.expect('Night', at(5, 2.5), 'COMPLETED', expect.stringMatching(`^${late(700)}${waits}+$`))
  const stockNote = `^${late(10)}; 4 moments before it were missed${waits}*$`
  week.expect('Stock', at(5, 14), 'COMPLETED', expect.stringMatching(stockNote))
  await week.hours(5, 16, 20)

  // Sunday.
  await week.night(6)
  await week.hours(6, 6, 16)
  await week.killedAt(6, 18)
  await week.hours(6, 20, 20)

  expect(await shop.runs()).toEqual(week.expected)
  expect(shop.kills).toBe(11)
  expect(await shop.strayJobs()).toEqual([])
  expect(shop.told()).toEqual([
    // The last run of Wednesday was missed, and the next one is only in the morning.
    ...['OPENED', 'CLOSED'].map((event) => `${event} SCHEDULE_OVERDUE 1`),
    ...['OPENED', 'CLOSED'].map((event) => `${event} SCOPE_LOST NHANH_TOKEN`),
    ...['OPENED', 'CLOSED'].map((event) => `${event} JOB_FAILED PULL_SHOPIFY_PRODUCTS`),
  ])
  const { shown, wanted } = shop.levels()
  expect(shown).toEqual(wanted)
}, 400_000)

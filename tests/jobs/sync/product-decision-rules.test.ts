import { describe, expect, test } from 'vitest'
import {
  decideProduct,
  isToWrite,
  type Baseline,
  type LevelDecision,
  type MappedProduct,
  type ProductReadings,
} from '../../../src/jobs/sync/product-decision.ts'
import { addQuantities, quantityOf, wholePieces, type Quantity } from '../../../src/jobs/sync/quantity.ts'
import type { StockReading } from '../../../src/jobs/sync/stock-reading.ts'
import { randomFrom } from '../../../src/sandbox/random.ts'
import {
  ago,
  at,
  CONTEXT,
  inStep,
  known,
  MINUTE,
  NOW,
  PRODUCT,
  VARIANT,
} from '../../support/sync/decisions.ts'

describe('always', () => {
  const random = randomFrom('product decisions')
  const pick = <T>(...items: T[]) => random.pick(items)

  function anyCase() {
    const feeds = ['A', 'B', 'C'].slice(0, random.int(1, 3)).map((locationId, index) => ({
      locationId,
      depotIds: [`${index}1`, `${index}2`].slice(0, random.int(1, 2)),
      reserve: pick(0, 0, random.int(0, 8)),
    }))
    const amount = () => (random.int(-30_000, 300_000) / pick(10_000, 1000, 10_000)).toFixed(4)
    const depots = Object.fromEntries(feeds.flatMap(({ depotIds }) => depotIds.map((id) => [id, amount()])))
    const stock = pick<StockReading>(
      known(depots),
      known(depots),
      known(depots),
      { kind: 'unknown', message: '' },
      { kind: 'noRecord' },
    )
    const variant = {
      ...VARIANT,
      tracked: random.int(0, 9) > 0,
      inventoryPolicy: pick<'DENY' | 'CONTINUE'>('DENY', 'CONTINUE'),
      stock: feeds.flatMap(({ locationId }) =>
        random.int(0, 9) > 0 ? [at(locationId, random.int(-3, 30), random.int(0, 9) > 0)] : [],
      ),
    }
    const baselines = new Map(
      feeds.flatMap(({ locationId }): [string, Baseline][] => {
        if (random.int(0, 3) === 0) return []
        const pending = random.int(0, 2) === 0
        const since = pending
          ? { pendingSince: ago(random.int(0, 90)), pendingQuantity: random.int(-3, 30) }
          : {}
        return [[locationId, inStep(random.int(0, 30), amount(), since)]]
      }),
    )
    const product = {
      ...PRODUCT,
      policy: pick<MappedProduct['policy']>('SYNC', 'SYNC', 'SYNC', 'ZERO', 'HOLD'),
      reserve: pick(0, 0, random.int(0, 5)),
      nhanh: { ...PRODUCT.nhanh!, status: pick('ACTIVE', 'ACTIVE', 'INACTIVE') },
    }
    const readings = { stock, variant, baselines, orderedUnits: pick(null, null, random.int(0, 6)) }
    const stoppedProducts = pick<'PUBLISH' | 'ZERO' | 'KEEP'>('PUBLISH', 'ZERO', 'KEEP')
    const context = { ...CONTEXT, feeds, settings: { ...CONTEXT.settings, stoppedProducts } }
    return { product, readings, context, depots }
  }

  test('whatever is read, no rule is broken', () => {
    const seen = new Set<string>()
    for (let round = 0; round < 20_000; round++) {
      const { product, readings, context, depots } = anyCase()
      const decision = decideProduct(product, readings, context)
      expect(decideProduct(product, readings, context)).toEqual(decision)
      if (decision.kind !== 'levels') {
        seen.add(decision.code)
        continue
      }
      const isZero =
        product.policy === 'ZERO' ||
        (product.nhanh.status === 'INACTIVE' && context.settings.stoppedProducts === 'ZERO')
      // Absent is not 0.
      expect(isZero || readings.stock.kind === 'known').toBe(true)
      expect(decision.levels).toHaveLength(context.feeds.length)
      for (const [index, level] of decision.levels.entries()) {
        const feed = context.feeds[index]!
        const sum = addQuantities(feed.depotIds.map((id) => quantityOf(depots[id]!)))
        expect(Number.isInteger(level.target)).toBe(true)
        expect(level.target).toBeGreaterThanOrEqual(0)
        const most = Math.max(0, wholePieces(sum) - Math.max(feed.reserve, product.reserve))
        expect(level.target).toBeLessThanOrEqual(isZero ? 0 : most)
        const present = readings.variant.stock.find(({ locationId }) => locationId === level.locationId)
        expect(level.present).toBe(present?.isActive ? present.available : null)
        if (isToWrite(level)) {
          expect(level.present).not.toBe(null)
          expect(level.present! < 0 && readings.variant.inventoryPolicy === 'CONTINUE').toBe(false)
          if (readings.orderedUnits === null && level.pendingSales > 0)
            expect(level.target).toBeLessThan(level.present!)
          seen.add('written')
        }
        expectSalesObserved(level, readings, isZero, sum)
        seen.add(level.code ?? 'none')
      }
    }
    // The cases are many enough to say something.
    const codes = 'ON_HOLD STOCK_UNKNOWN NO_STOCK_RECORD UNTRACKED SALE_PENDING BACKORDERED written none'
    expect([...seen]).toEqual(expect.arrayContaining(codes.split(' ')))
  })

  /** Never above the present while more has been sold than Nhanh knows, and nobody can say how much. */
  function expectSalesObserved(
    level: LevelDecision,
    { baselines, orderedUnits }: ProductReadings,
    isZero: boolean,
    sum: Quantity,
  ): void {
    const baseline = baselines.get(level.locationId)
    if (isZero || !baseline || orderedUnits !== null || level.present === null || !isToWrite(level)) return
    const sold = baseline.quantity - level.present
    const fallen = wholePieces(baseline.nhanhAvailable) - wholePieces(sum)
    const { pendingSince, pendingQuantity } = baseline
    const isOld =
      pendingSince !== null &&
      level.present >= pendingQuantity! &&
      NOW.getTime() - pendingSince.getTime() >= 60 * MINUTE
    if (sold > Math.max(0, fallen) && sold > 0 && !isOld) expect(level.target).toBeLessThan(level.present)
  }
})

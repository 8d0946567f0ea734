import { ago, at, CONTEXT, inStep, known, MINUTE, PRODUCT, VARIANT } from '../../support/sync/decisions.ts'
import { describe, expect, test } from 'vitest'
import type { ShopifyVariantRecord } from '../../../src/integrations/shopify/records.ts'
import {
  decideProduct,
  isToWrite,
  type Baseline,
  type DecisionContext,
  type MappedProduct,
  type ProductReadings,
} from '../../../src/jobs/sync/product-decision.ts'
import type { StockReading } from '../../../src/jobs/sync/stock-reading.ts'

interface Case {
  product?: Partial<MappedProduct>
  variant?: Partial<ShopifyVariantRecord> | { gone: true } | { broken: string }
  /** What Nhanh has in depot 1. */
  nhanh?: string | StockReading
  /** What Shopify has at location A. */
  present?: number | null
  baseline?: Baseline
  ordered?: number | null
  settings?: Partial<DecisionContext['settings']>
  reserve?: number
}

function decide(given: Case) {
  const { product, variant = {}, nhanh = '10', present = 4, baseline, ordered = null } = given
  const isRead = !('gone' in variant || 'broken' in variant)
  const readings: ProductReadings = {
    stock: typeof nhanh === 'string' ? known({ 1: nhanh }) : nhanh,
    variant: isRead ? { ...VARIANT, stock: [at('A', present)], ...variant } : variant,
    baselines: new Map(baseline ? [['A', baseline]] : []),
    orderedUnits: ordered,
  }
  return decideProduct({ ...PRODUCT, ...product }, readings, {
    ...CONTEXT,
    feeds: [{ locationId: 'A', depotIds: ['1'], reserve: given.reserve ?? 0 }],
    settings: { ...CONTEXT.settings, ...given.settings },
  })
}

/** The decision in few words: `10`, a code, or both. */
function shortly(given: Case): string {
  const decision = decide(given)
  if (decision.kind !== 'levels') return `${decision.kind} ${decision.code}`
  const { levels } = decision
  return levels
    .map((level) => [String(level.target), ...(level.code ? [level.code] : [])].join(' '))
    .join(', ')
}

const NHANH = PRODUCT.nhanh!

describe('what is published', () => {
  test.each<[string, Case, string]>([
    ['as much as is available', {}, '10'],
    ['rounded down', { nhanh: '9.9999' }, '9'],
    ['nothing of a part of a piece', { nhanh: '0.5' }, '0'],
    ['less the reserve of the location', { reserve: 3 }, '7'],
    ['less the reserve of the mapping', { product: { reserve: 4 } }, '6'],
    ['less the larger of both reserves', { product: { reserve: 4 }, reserve: 6 }, '4'],
    ['rounded down before the reserve', { nhanh: '10.7', reserve: 3 }, '7'],
    ['never below 0, by the reserve', { reserve: 11 }, '0'],
    ['never below 0, by Nhanh', { nhanh: '-3' }, '0'],
    ['the most that Shopify holds', { nhanh: '1000000000' }, '1000000000'],
    ['not more than Shopify holds', { nhanh: '1000000001' }, 'failed STOCK_UNKNOWN'],
    ['where Shopify is below 0', { present: -2 }, '10'],
  ])('%s', (_name, given, expected) => {
    expect(shortly(given)).toBe(expected)
  })

  test('without a location that is fed nothing is taken for in step', () => {
    const readings = { stock: known({ 1: '10' }), variant: VARIANT, baselines: new Map(), orderedUnits: null }
    expect(decideProduct(PRODUCT, readings, { ...CONTEXT, feeds: [] })).toMatchObject({
      kind: 'skipped',
      code: 'DEPOT_UNASSIGNED',
    })
  })

  test('of each location what its own depots hold, and no other’s', () => {
    const feeds = [
      { locationId: 'A', depotIds: ['1', '2'], reserve: 1 },
      { locationId: 'B', depotIds: ['3'], reserve: 0 },
    ]
    const stock = known({ 1: '1.6', 2: '2.6', 3: '7', 4: '90' })
    const variant = { ...VARIANT, stock: [at('A', 3), at('B', 3), at('C', 5)] }
    const readings = { stock, variant, baselines: new Map(), orderedUnits: null }
    const decision = decideProduct(PRODUCT, readings, { ...CONTEXT, feeds })
    const levels = decision.kind === 'levels' ? decision.levels : []
    expect(levels.map(({ locationId, target }) => [locationId, target])).toEqual([
      ['A', 3],
      ['B', 7],
    ])
    expect(levels.map(isToWrite)).toEqual([false, true])
  })
})

describe('what cannot be known is not written', () => {
  test.each<[string, Case, string]>([
    ['no answer of Nhanh', { nhanh: { kind: 'unknown', message: 'x' } }, 'failed STOCK_UNKNOWN'],
    ['no stock record', { nhanh: { kind: 'noRecord' } }, 'skipped NO_STOCK_RECORD'],
    ['no such variant', { variant: { gone: true } }, 'failed VARIANT_GONE'],
    ['a broken variant', { variant: { broken: 'x' } }, 'failed INVALID_ITEM'],
    ['not stocked at the location', { variant: { stock: [] } }, '10 NOT_STOCKED_AT_LOCATION'],
    ['stock at another location only', { variant: { stock: [at('B', 1)] } }, '10 NOT_STOCKED_AT_LOCATION'],
    ['not active there', { variant: { stock: [at('A', 2, false)] } }, '10 NOT_STOCKED_AT_LOCATION'],
    ['no quantity there', { present: null }, '10 NOT_STOCKED_AT_LOCATION'],
  ])('%s', (_name, given, expected) => {
    expect(shortly(given)).toBe(expected)
  })
})

describe('kinds and policies', () => {
  const stopped = { nhanh: { ...NHANH, status: 'INACTIVE' } }
  const combo = { nhanh: { ...NHANH, kind: 'COMBO' } }
  const weighed = { nhanh: { ...NHANH, kind: 'WEIGHED' } }
  test.each<[string, Case, string]>([
    ['on hold', { product: { policy: 'HOLD' } }, 'skipped ON_HOLD'],
    ['on hold, and gone', { product: { policy: 'HOLD' }, variant: { gone: true } }, 'skipped ON_HOLD'],
    ['zero', { product: { policy: 'ZERO' } }, '0'],
    [
      'zero, whatever Nhanh says',
      { product: { policy: 'ZERO' }, nhanh: { kind: 'unknown', message: '' } },
      '0',
    ],
    ['zero, of weighed goods', { product: { policy: 'ZERO', ...weighed } }, '0'],
    ['zero, of a combo', { product: { policy: 'ZERO', ...combo } }, '0'],
    [
      'zero, of what is left as it is',
      { product: { policy: 'ZERO', ...stopped }, settings: { stoppedProducts: 'KEEP' } },
      '0',
    ],
    ['zero, untracked', { product: { policy: 'ZERO' }, variant: { tracked: false } }, 'skipped UNTRACKED'],
    [
      'zero, not stocked',
      { product: { policy: 'ZERO' }, variant: { stock: [] } },
      '0 NOT_STOCKED_AT_LOCATION',
    ],
    ['weighed goods', { product: weighed }, 'skipped WEIGHED_GOODS'],
    ['a combo', { product: combo }, 'skipped COMBO'],
    ['a combo by its components', { product: combo, settings: { combos: 'COMPONENTS' } }, '10'],
    ['a stopped product', { product: stopped }, '10'],
    ['a stopped product as 0', { product: stopped, settings: { stoppedProducts: 'ZERO' } }, '0'],
    [
      'a stopped product as 0, without an answer',
      {
        product: stopped,
        settings: { stoppedProducts: 'ZERO' },
        nhanh: { kind: 'unknown', message: '' },
      },
      '0',
    ],
    [
      'a stopped product as it is',
      { product: stopped, settings: { stoppedProducts: 'KEEP' } },
      'skipped STOPPED_IN_NHANH',
    ],
    [
      'one that is out of stock is not stopped',
      {
        product: { nhanh: { ...NHANH, status: 'OUT_OF_STOCK' } },
        settings: { stoppedProducts: 'ZERO' },
      },
      '10',
    ],
    ['untracked', { variant: { tracked: false } }, 'skipped UNTRACKED'],
    ['a bundle', { variant: { isBundle: true } }, 'skipped BUNDLE_PARENT'],
    ['archived', { variant: { productStatus: 'ARCHIVED' } }, 'skipped ARCHIVED'],
    ['a draft', { variant: { productStatus: 'DRAFT' } }, '10'],
    ['back-orders', { present: -1, variant: { inventoryPolicy: 'CONTINUE' } }, '10 BACKORDERED'],
    ['sold on, and not below 0', { present: 0, variant: { inventoryPolicy: 'CONTINUE' } }, '10'],
    [
      'back-orders under ZERO',
      { present: -1, product: { policy: 'ZERO' }, variant: { inventoryPolicy: 'CONTINUE' } },
      '0 BACKORDERED',
    ],
    ['never pulled from Nhanh', { product: { nhanh: null } }, '10'],
  ])('%s', (_name, given, expected) => {
    expect(shortly(given)).toBe(expected)
  })
})

describe('the key by which they were linked', () => {
  const byBarcode = {
    key: '8934588012228',
    keyField: 'BARCODE' as const,
    nhanh: { ...NHANH, barcodeKey: '8934588012228' },
  }
  test.each<[string, Case, string]>([
    ['another SKU in Shopify', { variant: { sku: 'ao-2' } }, 'failed KEY_CHANGED'],
    ['no SKU in Shopify', { variant: { sku: null } }, 'failed KEY_CHANGED'],
    ['written otherwise in Shopify', { variant: { sku: ' AO-1 ' } }, '10'],
    ['another SKU in Nhanh', { product: { nhanh: { ...NHANH, skuKey: 'ao-2' } } }, 'failed KEY_CHANGED'],
    ['no SKU in Nhanh', { product: { nhanh: { ...NHANH, skuKey: null } } }, 'failed KEY_CHANGED'],
    ['linked by hand', { product: { key: null, keyField: null }, variant: { sku: 'ao-2' } }, '10'],
    ['the barcode', { product: byBarcode, variant: { sku: 'x', barcode: '8934588012228' } }, '10'],
    ['another barcode', { product: byBarcode, variant: { barcode: '8934588012235' } }, 'failed KEY_CHANGED'],
    [
      'a changed key is told before what else it is',
      { variant: { sku: 'x', tracked: false } },
      'failed KEY_CHANGED',
    ],
    ['zero does not excuse it', { product: { policy: 'ZERO' }, variant: { sku: 'x' } }, 'failed KEY_CHANGED'],
  ])('%s', (_name, given, expected) => {
    expect(shortly(given)).toBe(expected)
  })
})

describe('sales online that Nhanh does not know yet', () => {
  const both = inStep(10, 10)
  test.each<[string, Case, string]>([
    ['sold, and Nhanh has not fallen', { baseline: both, present: 8 }, '8 SALE_PENDING'],
    ['sold, and Nhanh has risen', { baseline: both, present: 8, nhanh: '15' }, '13 SALE_PENDING'],
    ['sold, and Nhanh fell as far', { baseline: both, present: 8, nhanh: '8' }, '8'],
    ['sold, and Nhanh fell further', { baseline: both, present: 8, nhanh: '6' }, '6'],
    ['sold, and Nhanh fell less', { baseline: both, present: 7, nhanh: '9' }, '7 SALE_PENDING'],
    ['sold, and more is held back since', { baseline: both, present: 8, reserve: 5 }, '3'],
    [
      'fallen by a part of a piece',
      { baseline: inStep(10, '10.9'), present: 9, nhanh: '10.1' },
      '9 SALE_PENDING',
    ],
    ['nothing sold', { baseline: both, present: 10, nhanh: '12' }, '12'],
    ['raised by hand', { baseline: both, present: 12 }, '10'],
    ['never seen before', { present: 8 }, '10'],
    [
      'for less than an hour',
      { baseline: inStep(10, 10, { pendingSince: ago(59), pendingQuantity: 8 }), present: 8 },
      '8 SALE_PENDING',
    ],
    [
      'for an hour',
      { baseline: inStep(10, 10, { pendingSince: ago(60), pendingQuantity: 8 }), present: 8 },
      '10',
    ],
    [
      'for an hour, and sold again just now',
      { baseline: inStep(10, 10, { pendingSince: ago(60), pendingQuantity: 8 }), present: 7 },
      '7 SALE_PENDING',
    ],
    [
      'for an hour, and one was given back',
      { baseline: inStep(10, 10, { pendingSince: ago(60), pendingQuantity: 8 }), present: 9 },
      '10',
    ],
    [
      'for as long as is configured',
      {
        baseline: inStep(10, 10, { pendingSince: ago(2), pendingQuantity: 8 }),
        present: 8,
        settings: { salePendingMs: MINUTE },
      },
      '10',
    ],
    ['orders explain all', { baseline: both, present: 8, ordered: 2 }, '8'],
    ['orders explain all, Nhanh has risen', { baseline: both, present: 8, nhanh: '15', ordered: 2 }, '13'],
    ['orders explain a part', { baseline: both, present: 7, ordered: 2 }, '8'],
    ['orders explain nothing', { baseline: both, present: 7, ordered: 0 }, '10'],
    ['more is ordered than has fallen', { baseline: both, present: 9, ordered: 5 }, '9'],
    ['orders that Nhanh knows by now', { baseline: both, present: 8, nhanh: '8', ordered: 2 }, '8'],
    ['orders of what was never seen before: it is not raised', { present: 8, ordered: 2 }, '10 SALE_PENDING'],
    ['orders of what was never seen before, all known', { present: 10, ordered: 2 }, '10'],
    ['orders of what was never seen before, and less in Nhanh', { present: 14, ordered: 2 }, '10'],
    ['zero is zero', { baseline: both, present: 8, product: { policy: 'ZERO' } }, '0'],
  ])('%s', (_name, given, expected) => {
    expect(shortly(given)).toBe(expected)
  })
})

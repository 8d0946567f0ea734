import type { ShopifyVariantRecord } from '../../../src/integrations/shopify/records.ts'
import type { Baseline, DecisionContext, MappedProduct } from '../../../src/jobs/sync/product-decision.ts'
import { addQuantities, quantityOf } from '../../../src/jobs/sync/quantity.ts'
import type { StockReading } from '../../../src/jobs/sync/stock-reading.ts'

export const NOW = new Date('2026-11-22T08:00:00Z')
export const MINUTE = 60_000
export const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE)

export const PRODUCT: MappedProduct = {
  mappingId: 1,
  nhanhId: '11',
  variantId: 'V',
  policy: 'SYNC',
  reserve: 0,
  key: 'ao-1',
  keyField: 'SKU',
  nhanh: { kind: 'PRODUCT', status: 'ACTIVE', skuKey: 'ao-1', barcodeKey: null },
}

export const VARIANT: ShopifyVariantRecord = {
  id: 'V',
  productId: 'P',
  inventoryItemId: 'I',
  productTitle: 'Áo',
  title: 'Default Title',
  productStatus: 'ACTIVE',
  sku: 'ao-1',
  barcode: null,
  tracked: true,
  isBundle: false,
  inventoryPolicy: 'DENY',
  stock: [],
} as unknown as ShopifyVariantRecord

export const CONTEXT: DecisionContext = {
  feeds: [{ locationId: 'A', depotIds: ['1'], reserve: 0 }],
  settings: { salePendingMs: 60 * MINUTE, combos: 'SKIP', stoppedProducts: 'PUBLISH' },
  now: NOW,
}

export function known(byDepot: Record<string, string>): StockReading {
  const available = (id: string) => quantityOf(byDepot[id] ?? '0')
  return { kind: 'known', availableIn: (ids) => addQuantities(ids.map(available)) }
}

export const at = (locationId: string, available: number | null, isActive = true) => ({
  locationId,
  available,
  isActive,
})

export const inStep = (quantity: number, nhanh: number | string, more: Partial<Baseline> = {}): Baseline => ({
  quantity,
  nhanhAvailable: quantityOf(String(nhanh)),
  pendingSince: null,
  pendingQuantity: null,
  ...more,
})

import type { ReadKind } from '../entities/record-to-read.ts'

/** What a topic comes to. */
export type TopicEffect =
  | { to: 'READ'; kind: ReadKind; wantsSync: boolean; saidDeleted: boolean }
  /** Ordered by law: obeyed one by one. */
  | { to: 'PRIVACY' }
  /** Stored with this note and counted; nothing follows. */
  | { to: 'NOTE'; note: string; keepsBody: boolean }

const read = (kind: ReadKind, { wantsSync = false, saidDeleted = false } = {}): TopicEffect => ({
  to: 'READ',
  kind,
  wantsSync,
  saidDeleted,
})
const note = (text: string, keepsBody = true): TopicEffect => ({ to: 'NOTE', note: text, keepsBody })

/** Orders carry names and phones, and no order is kept here. */
const ORDER = note('orders are not read', false)
const STOCK_OF_SHOPIFY = note('the stock of Shopify starts nothing')

/** The events of Nhanh's webhooks 3.0, but `webhooksEnabled`, which is only answered. */
export const NHANH_TOPICS: Readonly<Record<string, TopicEffect>> = {
  productAdd: read('NHANH_PRODUCT', { wantsSync: true }),
  productUpdate: read('NHANH_PRODUCT', { wantsSync: true }),
  inventoryChange: read('NHANH_PRODUCT', { wantsSync: true }),
  productDelete: read('NHANH_PRODUCT', { saidDeleted: true }),
  orderAdd: ORDER,
  orderUpdate: ORDER,
  orderDelete: ORDER,
  orderPartialReturn: ORDER,
  appUninstalled: note('the app was uninstalled', false),
}

/** The topics of Shopify that may be subscribed to, as the header X-Shopify-Topic names them. */
export const SHOPIFY_TOPICS: Readonly<Record<string, TopicEffect>> = {
  'products/create': read('SHOPIFY_PRODUCT'),
  'products/update': read('SHOPIFY_PRODUCT'),
  'products/delete': read('SHOPIFY_PRODUCT', { saidDeleted: true }),
  'customers/create': read('SHOPIFY_CUSTOMER'),
  'customers/update': read('SHOPIFY_CUSTOMER'),
  'customers/enable': read('SHOPIFY_CUSTOMER'),
  'customers/disable': read('SHOPIFY_CUSTOMER'),
  'customers/purchasing_summary': read('SHOPIFY_CUSTOMER'),
  'customer.tags_added': read('SHOPIFY_CUSTOMER'),
  'customer.tags_removed': read('SHOPIFY_CUSTOMER'),
  'customers/delete': read('SHOPIFY_CUSTOMER', { saidDeleted: true }),
  'customers/merge': read('SHOPIFY_CUSTOMER', { saidDeleted: true }),
  'customers/redact': { to: 'PRIVACY' },
  'customers/data_request': { to: 'PRIVACY' },
  'shop/redact': { to: 'PRIVACY' },
  'inventory_levels/connect': STOCK_OF_SHOPIFY,
  'inventory_levels/update': STOCK_OF_SHOPIFY,
  'inventory_levels/disconnect': STOCK_OF_SHOPIFY,
  'inventory_items/create': STOCK_OF_SHOPIFY,
  'inventory_items/update': STOCK_OF_SHOPIFY,
  'inventory_items/delete': STOCK_OF_SHOPIFY,
  'bulk_operations/finish': note('bulk operations are asked for their end'),
  'app/uninstalled': note('the app was uninstalled', false),
}

/** The topics that name records of a kind. */
export function topicsOf(kind: ReadKind): string[] {
  return Object.entries({ ...NHANH_TOPICS, ...SHOPIFY_TOPICS })
    .filter(([, effect]) => effect.to === 'READ' && effect.kind === kind)
    .map(([topic]) => topic)
}

export const UNINSTALL_TOPICS = ['appUninstalled', 'app/uninstalled']

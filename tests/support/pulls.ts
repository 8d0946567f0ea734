import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** What a test does to the records of a pull, whatever platform has them. Ids are those of the platform's API. */
export interface PulledKind {
  type: string
  /** The table of the records that count. */
  table: string
  /** Ascending. */
  ids(sandbox: Sandbox): string[]
  /** Changes something of a record, and its update time with it. */
  change(sandbox: Sandbox, id: string): void
  /** Takes a record away; the function brings it back as it was. */
  remove(sandbox: Sandbox, id: string): () => void
  /** Whether a request asks for the list, and not for records by id. */
  isList: (request: { path: string; operationName?: string; body: unknown }) => boolean
  /** The rows of an answer to such a request. */
  rowsOf(answer: never): { id: string | number; [field: string]: unknown }[]
  /** A field that must be there, and the wrong value for it. */
  broken: Record<string, unknown>
}

const seconds = () => Math.floor(Date.now() / 1000)
const numberOf = (gid: string) => Number(gid.split('/').at(-1))
const hasIds = (body: unknown) => (body as { filters?: { ids?: unknown } }).filters?.ids !== undefined

export const NHANH_PRODUCTS: PulledKind = {
  type: 'PULL_NHANH_PRODUCTS',
  table: 'nhanh_product',
  ids: ({ world }) => world.nhanh.products.records.map(({ id }) => String(id)),
  change({ world }, id) {
    const product = world.nhanh.products.get(Number(id))!
    Object.assign(product, { name: `${product.name} mới`, updatedAt: seconds() })
  },
  remove({ world }, id) {
    const product = world.nhanh.products.get(Number(id))!
    world.nhanh.products.delete(Number(id))
    return () => world.nhanh.products.add(product)
  },
  isList: ({ path, body }) => path === '/product/list' && !hasIds(body),
  rowsOf: (answer: { data: [] }) => answer.data,
  broken: { name: 7 },
}

const NHANH_CUSTOMERS: PulledKind = {
  type: 'PULL_NHANH_CUSTOMERS',
  table: 'nhanh_customer',
  ids: ({ world }) => world.nhanh.customers.records.map(({ id }) => String(id)),
  change({ world }, id) {
    const customer = world.nhanh.customers.get(Number(id))!
    Object.assign(customer, { totalAmount: customer.totalAmount + 50_000, updatedAt: seconds() })
  },
  remove({ world }, id) {
    const customer = world.nhanh.customers.get(Number(id))!
    world.nhanh.customers.delete(Number(id))
    return () => world.nhanh.customers.add(customer)
  },
  isList: ({ path, body }) => path === '/customer/list' && !hasIds(body),
  rowsOf: (answer: { data: [] }) => answer.data,
  broken: { totalAmount: 'nhiều' },
}

export const SHOPIFY_PRODUCTS: PulledKind = {
  type: 'PULL_SHOPIFY_PRODUCTS',
  table: 'shopify_variant',
  ids: ({ world }) => world.shopify.variants.records.map(({ id }) => `gid://shopify/ProductVariant/${id}`),
  change({ world }, id) {
    Object.assign(world.shopify.variants.get(numberOf(id))!, { price: '77000.00', updatedAt: Date.now() })
  },
  remove({ world }, id) {
    const variant = world.shopify.removeVariant(numberOf(id))!
    return () => world.shopify.restoreVariant(variant)
  },
  isList: ({ operationName }) => operationName === 'VariantsPage',
  rowsOf: (answer: { data: { productVariants: { nodes: [] } } }) => answer.data.productVariants.nodes,
  broken: { price: 'đắt' },
}

const SHOPIFY_CUSTOMERS: PulledKind = {
  type: 'PULL_SHOPIFY_CUSTOMERS',
  table: 'shopify_customer',
  ids: ({ world }) => world.shopify.customers.records.map(({ id }) => `gid://shopify/Customer/${id}`),
  change({ world }, id) {
    Object.assign(world.shopify.customers.get(numberOf(id))!, {
      amountSpent: '77000.0',
      updatedAt: Date.now(),
    })
  },
  remove({ world }, id) {
    const customer = world.shopify.customers.get(numberOf(id))!
    world.shopify.customers.delete(customer.id)
    return () => world.shopify.customers.add(customer)
  },
  isList: ({ operationName }) => operationName === 'CustomersPage',
  rowsOf: (answer: { data: { customers: { nodes: [] } } }) => answer.data.customers.nodes,
  broken: { numberOfOrders: 'nhiều' },
}

export const PULLED_KINDS = [NHANH_PRODUCTS, SHOPIFY_PRODUCTS, NHANH_CUSTOMERS, SHOPIFY_CUSTOMERS]

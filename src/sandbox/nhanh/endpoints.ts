import type { z } from 'zod'
import {
  customerListForm,
  depotForm,
  detailForm,
  inventoryForm,
  productListForm,
  readForm,
  tokenForm,
} from './forms.ts'
import { invalidField } from './nhanh-error.ts'
import type { NhanhCustomer, NhanhProduct, NhanhWorld } from './nhanh-world.ts'
import { pageOf } from './paging.ts'
import { detail, inventoryItem, listItem } from './product-answers.ts'

/** What an endpoint answers beside `code: 1`. */
interface Answered {
  data: unknown
  paginator?: unknown
}

/** Answers a parsed body. @throws NhanhError for what Nhanh refuses. */
export type Endpoint = (world: NhanhWorld, body: unknown) => Answered

/** By path, without the version. There is no /customer/detail: the real API has none. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/product/list': productList,
  '/product/inventory': inventory,
  '/product/detail': productDetail,
  '/customer/list': customerList,
  '/business/depot': depots,
  '/app/checkaccesstoken': checkAccessToken,
}

/** Inactive products (3) are hidden unless asked for by status or id. */
const HIDDEN_STATUS = 3

function productList(world: NhanhWorld, body: unknown): Answered {
  const { filters, paginator } = readForm(productListForm, body)
  const { price, categoryIds, brandIds, parentId, gpid } = filters
  const page = pageOf({
    records: recordsOf(world.products, filters.ids),
    matches: (product) =>
      matchesProduct(product, filters, product.updatedAt) &&
      (parentId === undefined || product.parentId === parentId) &&
      (gpid === undefined || isInGroup(product.parentId, gpid)) &&
      (categoryIds === undefined || categoryIds.length === 0 || categoryIds.includes(product.categoryId)) &&
      (brandIds === undefined || brandIds.length === 0 || brandIds.includes(product.brandId)) &&
      (price.from === undefined || (product.prices?.retail ?? 0) >= price.from) &&
      (price.to === undefined || (product.prices?.retail ?? 0) <= price.to),
    paginator,
    sortKey: 'id',
    list: `/product/list ${JSON.stringify(filters)}`,
  })
  return { data: page.records.map((product) => listItem(world, product)), paginator: page.paginator }
}

function inventory(world: NhanhWorld, body: unknown): Answered {
  const { filters, paginator } = readForm(inventoryForm, body)
  const { brandIds, categoryId } = filters
  const page = pageOf({
    records: recordsOf(world.products, filters.ids),
    // What keeps no stock is absent, even when it is asked for by id. The times are those of the stock.
    matches: (product) =>
      product.stock.length > 0 &&
      matchesProduct(product, filters, product.stockUpdatedAt) &&
      (categoryId === undefined || product.categoryId === categoryId) &&
      (brandIds === undefined || brandIds.length === 0 || brandIds.includes(product.brandId)),
    paginator,
    sortKey: 'productId',
    list: `/product/inventory ${JSON.stringify(filters)}`,
  })
  const data = page.records.map((product) => inventoryItem(world, product, filters.depotIds))
  return { data, paginator: page.paginator }
}

function productDetail(world: NhanhWorld, body: unknown): Answered {
  const { filters } = readForm(detailForm, body)
  const product = world.products.get(filters.id)
  if (product === undefined) throw invalidField('filters.id', 'does not exist')
  return { data: detail(world, product) }
}

function customerList(world: NhanhWorld, body: unknown): Answered {
  const { filters, paginator } = readForm(customerListForm, body)
  const ids = filters.ids ?? (filters.id === undefined ? undefined : [filters.id])
  const page = pageOf({
    records: recordsOf(world.customers, ids),
    matches: (customer) => matchesCustomer(customer, filters),
    paginator,
    sortKey: 'id',
    list: `/customer/list ${JSON.stringify(filters)}`,
  })
  return { data: page.records.map(customerItem), paginator: page.paginator }
}

function depots(world: NhanhWorld, body: unknown): Answered {
  const { ids } = readForm(depotForm, body).filters
  const { grantedDepotIds } = world
  const shown = world.depots.filter(
    ({ id }) =>
      (ids === undefined || ids.length === 0 || ids.includes(id)) &&
      (grantedDepotIds === 'All' || grantedDepotIds.includes(id)),
  )
  const data = shown.map(({ id, code, name, mobile, address }) => ({
    id,
    code,
    name,
    mobile,
    location: { cityId: 1, cityName: '', districtId: 1, districtName: '', wardId: 1, wardName: '', address },
    locationV2: { cityId: 1, cityName: '', wardId: 1, wardName: '', address },
  }))
  return { data, paginator: { next: null } }
}

function checkAccessToken(world: NhanhWorld, body: unknown): Answered {
  readForm(tokenForm, body)
  const { accessToken, businessId } = world.identity
  return {
    data: {
      accessToken,
      version: '3.0',
      expiredAt: Math.floor((world.tokens.get(accessToken) ?? 0) / 1000),
      businessId: Number(businessId),
      depotIds: world.grantedDepotIds,
      pageIds: [],
      permissions: [],
    },
  }
}

/** All records, or those with the asked ids; ascending. */
function recordsOf<T extends { id: number }>(
  table: { records: readonly T[]; get(id: number): T | undefined },
  ids: number[] | undefined,
): readonly T[] {
  if (ids === undefined || ids.length === 0) return table.records
  const sorted = [...new Set(ids)].toSorted((a, b) => a - b)
  return sorted.map((id) => table.get(id)).filter((record) => record !== undefined)
}

interface SharedFilters {
  ids?: number[] | undefined
  name?: string | undefined
  status?: number[] | undefined
  updatedAtFrom?: number | undefined
  updatedAtTo?: number | undefined
}

/** Whether the bounds of the update time are inclusive is not documented; here they are. */
function matchesProduct(product: NhanhProduct, filters: SharedFilters, changedAt: number): boolean {
  const { ids, name, status, updatedAtFrom, updatedAtTo } = filters
  const hasIds = ids !== undefined && ids.length > 0
  const isShown =
    status === undefined || status.length === 0
      ? hasIds || product.status !== HIDDEN_STATUS
      : status.includes(product.status)
  return (
    isShown &&
    (updatedAtFrom === undefined || changedAt >= updatedAtFrom) &&
    (updatedAtTo === undefined || changedAt <= updatedAtTo) &&
    (name === undefined || name === '' || isNamed(product, name.toLowerCase()))
  )
}

/** The filter `name` is documented as name, code or barcode. */
function isNamed(product: NhanhProduct, name: string): boolean {
  return [product.name, product.code, product.barcode].some((text) => text.toLowerCase().includes(name))
}

/** −1 stand-alone, −2 parents, 1 children, 2 parents and stand-alone, 3 children and stand-alone. */
function isInGroup(parentId: number, gpid: number): boolean {
  const isChild = parentId > 0
  if (gpid === -1 || gpid === -2) return parentId === gpid
  if (gpid === 1) return isChild
  return gpid === 2 ? !isChild : parentId !== -2
}

function matchesCustomer(
  customer: NhanhCustomer,
  filters: z.output<typeof customerListForm>['filters'],
): boolean {
  const { type, mobile, lastBoughtDateFrom, lastBoughtDateTo, updatedAtFrom, updatedAtTo } = filters
  const bought = customer.lastBoughtDate
  return (
    (type === undefined || customer.type === type) &&
    (mobile === undefined || mobile === '' || customer.mobile === mobile) &&
    (!lastBoughtDateFrom || (bought !== '' && bought >= lastBoughtDateFrom)) &&
    (!lastBoughtDateTo || (bought !== '' && bought <= lastBoughtDateTo)) &&
    (updatedAtFrom === undefined || customer.updatedAt >= updatedAtFrom) &&
    (updatedAtTo === undefined || customer.updatedAt <= updatedAtTo)
  )
}

/** An item of customer/list; empty objects come as PHP's empty array. */
function customerItem(customer: NhanhCustomer): object {
  const { lastBoughtDate: _, ...shown } = customer
  return {
    ...shown,
    locations: { cityId: 1, districtId: 1, wardId: 1 },
    location: { cityId: 1, wardId: 1 },
    business: customer.business ?? [],
    level: customer.level ?? [],
    group: customer.group ?? [],
  }
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { availableOf, NHANH_TYPE } from '../../src/sandbox/nhanh/nhanh-world.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { askNhanh, recordsOf } from './platform-calls.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ products: 200, customers: 0, limits: { nhanh: 'off', shopify: 'off' } })
})
afterEach(() => sandbox.close())

const paginator = { size: 100 }
const stocked = () => sandbox.world.nhanh.products.records.filter(({ stock }) => stock.length > 0)

async function inventoryOf(filters: object): Promise<unknown[]> {
  const { body } = await askNhanh(sandbox, '/product/inventory', { filters, paginator })
  return recordsOf(body).map(({ productId }) => productId)
}

describe('product/inventory by ids', () => {
  it('answers those that there are, of any status unless one is named', async () => {
    const [first, second] = stocked()
    second!.status = 3
    const ids = [first!.id, second!.id, 1]
    expect(new Set(await inventoryOf({ ids }))).toEqual(new Set([first!.id, second!.id]))
    expect(await inventoryOf({ ids, status: [3] })).toEqual([second!.id])
    expect(await inventoryOf({ ids, status: [1, 2, 3, 4] })).toHaveLength(2)
  })

  it('answers 100 on one page when it is asked to, and fewer when the size is left out', async () => {
    const ids = stocked()
      .slice(0, 100)
      .map(({ id }) => id)
    expect(await inventoryOf({ ids })).toHaveLength(100)
    const { body } = await askNhanh(sandbox, '/product/inventory', { filters: { ids } })
    expect(recordsOf(body)).toHaveLength(20)
  })

  it('wants integers, at most 100', async () => {
    const { id } = stocked()[0]!
    const many = Array.from({ length: 101 }, (_, n) => n)
    for (const ids of [[String(id)], many]) {
      const { body } = await askNhanh(sandbox, '/product/inventory', { filters: { ids }, paginator })
      expect(body.errorCode).toBe('ERR_INVALID_FORM_FIELDS')
    }
  })

  it('gives the available of each granted depot, and their sum', async () => {
    const product = stocked().find(({ stock }) => stock.length > 1)!
    const ask = async () => {
      const { body } = await askNhanh(sandbox, '/product/inventory', { filters: { ids: [product.id] } })
      return recordsOf(body)[0]!['inventory']
    }
    const depots = product.stock.map((one) => ({ id: one.depotId, available: availableOf(one) }))
    expect(await ask()).toMatchObject({ depots })
    sandbox.world.nhanh.grantedDepotIds = [depots[1]!.id]
    expect(await ask()).toMatchObject({ available: depots[1]!.available, depots: [depots[1]!] })
  })
})

it('product/list tells of what a combo consists', async () => {
  const combo = sandbox.world.nhanh.products.records.find(({ type }) => type === NHANH_TYPE.combo)!
  const { body } = await askNhanh(sandbox, '/product/list', { filters: { ids: [combo.id] } })
  expect(combo.combos.length).toBeGreaterThan(0)
  expect(recordsOf(body)[0]).toMatchObject({ type: 9, combos: combo.combos })
})

import type { World } from '../../src/sandbox/world.ts'

/** Products of one variant and customers, the same on both sides; one depot and one location. */
export function fillShop(
  { nhanh, shopify }: World,
  { products, customers }: { products: number; customers: number },
): void {
  nhanh.depots.length = 1
  for (const { id } of shopify.locations.records.slice(1)) shopify.locations.delete(id)
  const location = shopify.locations.records[0]!.id
  const updatedAt = Date.now()
  for (let n = 1; n <= products; n++) {
    const code = `SKU-${n}`
    nhanh.addProduct({ code, name: code, stock: [stockOf(nhanh.depots[0]!.id, n)] })
    const level = { locationId: location, available: 0, committed: 0, isActive: true, updatedAt }
    shopify.addProduct({ title: code }, [{ sku: code, levels: [level] }])
  }
  for (let n = 1; n <= customers; n++) {
    const digits = String(n).padStart(7, '0')
    nhanh.addCustomer({ name: `Lan ${n}`, mobile: `090${digits}`, totalAmount: n * 1_000, points: n })
    shopify.addCustomer({ firstName: 'Lan', lastName: String(n), phone: `+8490${digits}` })
  }
}

/** Every product has one piece more, every customer has spent more. */
export function changeNumbers({ nhanh }: World): void {
  for (const { stock } of nhanh.products.records) for (const depot of stock) depot.remain += 1
  for (const customer of nhanh.customers.records) customer.totalAmount += 1_000
}

function stockOf(depotId: number, available: number) {
  return { depotId, remain: 1 + (available % 50), shipping: 0, damaged: 0, holding: 0, transfering: 0 }
}

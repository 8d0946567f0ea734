/** The usual way of the benchmark match: two finds, maps, an insert for every thousand. Answers how many seconds it took. */
import { once } from 'node:events'
import { MikroORM } from '@mikro-orm/postgresql'
import { ormOptions } from '../../src/database.ts'
import { CustomerPhone } from '../../src/entities/customer-phone.ts'
import { CustomerMapping } from '../../src/entities/mapping.ts'
import { NhanhCustomer } from '../../src/entities/nhanh-customer.ts'
import { ShopifyCustomer } from '../../src/entities/shopify-customer.ts'

const [{ databaseUrl, nhanh, shopify }] = (await once(process, 'message')) as [
  { databaseUrl: string; nhanh: number; shopify: number },
]
const orm = await MikroORM.init(ormOptions(databaseUrl))
const em = orm.em.fork()
const from = performance.now()
const nhanhCustomers = new Map(
  (await em.find(NhanhCustomer, { accountId: nhanh, deletedAt: null, type: 'RETAIL' })).map((c) => [c.id, c]),
)
const shopifyCustomers = new Map(
  (await em.find(ShopifyCustomer, { accountId: shopify, deletedAt: null })).map((c) => [c.id, c]),
)
const byPhone = new Map<string, { nhanh: CustomerPhone[]; shopify: CustomerPhone[] }>()
for (const row of await em.find(CustomerPhone, { isKey: true })) {
  const found = byPhone.get(row.phone) ?? { nhanh: [], shopify: [] }
  byPhone.set(row.phone, found)
  found[row.accountId === nhanh ? 'nhanh' : 'shopify'].push(row)
}
const pairs = [...byPhone].flatMap(([key, found]) => {
  const [n, s] = [found.nhanh[0], found.shopify[0]]
  if (!n || !s || found.nhanh.length > 1 || found.shopify.length > 1) return []
  if (!nhanhCustomers.has(n.customerId) || !shopifyCustomers.has(s.customerId)) return []
  return n.nameWords.some((word) => s.nameWords.includes(word)) ? [{ key, n, s }] : []
})
for (let at = 0; at < pairs.length; at += 1000) {
  await em.insertMany(
    CustomerMapping,
    pairs.slice(at, at + 1000).map(({ key, n, s }) => ({
      nhanhAccountId: nhanh,
      shopifyAccountId: shopify,
      nhanhId: n.customerId,
      shopifyId: s.customerId,
      origin: 'MATCHED' as const,
      key,
      keyField: 'PHONE' as const,
    })),
  )
}
process.send!((performance.now() - from) / 1000)
await orm.close()
process.disconnect()

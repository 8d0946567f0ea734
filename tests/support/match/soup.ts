import { randomFrom, type Random } from '../../../src/sandbox/random.ts'
import { rowsOf } from '../database.ts'
import { forgetMatches, MATCHES, type MatchedKind } from './outcome.ts'

const RECORDS = 60
/** Pools so small that everything meets everything: shared keys, tangled phones, stale mappings, all at once. */
const KEYS = 70

/**
 * Fills the tables of a kind, emptied before, with records whose keys are drawn at random: whatever stands next to whatever.
 * Nobody knows what must come out, but every way to match must find the same.
 */
export async function fillWithSoup(url: string, kind: MatchedKind, seed: string): Promise<void> {
  const random = randomFrom(`soup ${seed}`)
  await (kind === 'PRODUCT' ? productSoup(url, random) : customerSoup(url, random))
  const { mappings } = MATCHES[kind]
  const prefix = kind === 'PRODUCT' ? 'ProductVariant' : 'Customer'
  await rowsOf(url, `delete from ${mappings}`)
  await rowsOf(url, `delete from unlinked_pair where kind = $1`, [kind])
  await forgetMatches(url, kind)
  const pairs = Array.from({ length: RECORDS / 6 }, (_, index) => ({
    nhanh: index * 6 + random.int(1, 6),
    // Some of them are nobody.
    shopify: `gid://shopify/${prefix}/${1000 + index * 7 + random.int(1, 7)}`,
  }))
  for (const [index, { nhanh, shopify }] of pairs.entries()) {
    const table = index % 3 === 0 ? 'unlinked_pair' : mappings
    const [column, value] = table === mappings ? ['origin', 'MANUAL'] : ['kind', kind]
    await rowsOf(
      url,
      `insert into ${table} (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, ${column})
       values (${ACCOUNT('NHANH')}, ${ACCOUNT('SHOPIFY')}, $1, $2, $3)`,
      [nhanh, shopify, value],
    )
  }
}

const ACCOUNT = (platform: string) => `(select id from account where platform = '${platform}')`

/** What every row has and no match reads. */
const REST = {
  search_text: '',
  content_hash: '00000000-0000-0000-0000-000000000000',
  pulled_at: '2026-11-20',
}

async function productSoup(url: string, random: Random): Promise<void> {
  const maybe = (chance: number, value: string) => (random.next() < chance ? value : null)
  const keys = () => ({
    sku_key: maybe(0.75, `sku-${random.int(1, KEYS)}`),
    barcode_key: maybe(0.5, `barcode-${random.int(1, KEYS)}`),
    deleted_at: maybe(0.05, '2026-11-20'),
  })
  await replace(
    url,
    'nhanh_product',
    'NHANH',
    range(RECORDS).map((id) => ({
      ...REST,
      ...keys(),
      id,
      name: `product ${id}`,
      kind: random.next() < 0.1 ? 'PARENT' : 'PRODUCT',
      status: 'ACTIVE',
      stock: [],
      options: [],
    })),
  )
  await replace(
    url,
    'shopify_variant',
    'SHOPIFY',
    range(RECORDS).map((id) => ({
      ...REST,
      ...keys(),
      id: `gid://shopify/ProductVariant/${1000 + id}`,
      product_id: `gid://shopify/Product/${id}`,
      product_title: `product ${id}`,
      product_status: random.next() < 0.1 ? 'ARCHIVED' : 'ACTIVE',
      title: 'Default Title',
      inventory_item_id: `gid://shopify/InventoryItem/${id}`,
      tracked: true,
      inventory_policy: 'DENY',
      is_bundle: false,
      stock: [],
      options: [],
    })),
  )
}

async function customerSoup(url: string, random: Random): Promise<void> {
  const identities = new Map<string, object>()
  const person = (id: string) => {
    identities.set(id, {
      name_words: random.next() < 0.2 ? [] : [random.pick(['lan', 'mai', 'hoa'])],
      email_key: random.next() < 0.5 ? `khach${random.int(1, RECORDS / 2)}@example.com` : null,
    })
    return { ...REST, deleted_at: random.next() < 0.05 ? '2026-11-20' : null }
  }
  const own = new Set<string>()
  const drawPhones = (side: 'NHANH' | 'SHOPIFY', customer_id: string): object[] => {
    const drawn = new Set(
      range(random.pick([0, 1, 1, 1, 2])).map(() => `+8491${4_000_000 + random.int(1, KEYS)}`),
    )
    const field = side === 'NHANH' || random.next() < 0.6 ? 'OWN' : 'ADDRESS'
    // At Shopify nobody shares an own phone.
    const keys = [...drawn].filter((phone) => side === 'NHANH' || field !== 'OWN' || !own.has(phone))
    if (side === 'SHOPIFY' && field === 'OWN') for (const phone of keys) own.add(phone)
    const customer = { customer_id, ...identities.get(customer_id) }
    const phones = keys.map((phone) => ({
      ...customer,
      phone,
      field,
      is_key: true,
      is_sole: keys.length === 1,
    }))
    const noted = `+8491${4_000_000 + random.int(1, KEYS)}`
    if (random.next() >= 0.3 || keys.includes(noted)) return phones
    return [...phones, { ...customer, phone: noted, field: 'NOTE', is_key: false, is_sole: false }]
  }
  const nhanh = range(RECORDS).map((id) => ({
    ...person(String(id)),
    id,
    name: `customer ${id}`,
    type: random.next() < 0.1 ? 'WHOLESALE' : 'RETAIL',
  }))
  const shopify = range(RECORDS).map((number) => {
    const id = `gid://shopify/Customer/${1000 + number}`
    return { ...person(id), id, tags: [], state: 'ENABLED' }
  })
  // The pulls take the phones of deleted customers away, and keep none of wholesalers.
  const phones = {
    NHANH: nhanh.flatMap(({ id, type, deleted_at }) => {
      const drawn = deleted_at === null ? drawPhones('NHANH', String(id)) : []
      return type === 'RETAIL' ? drawn : []
    }),
    SHOPIFY: shopify.flatMap(({ id, deleted_at }) => (deleted_at === null ? drawPhones('SHOPIFY', id) : [])),
  }
  await rowsOf(url, 'delete from customer_phone')
  await replace(url, 'nhanh_customer', 'NHANH', nhanh)
  await replace(url, 'shopify_customer', 'SHOPIFY', shopify)
  for (const side of ['NHANH', 'SHOPIFY'] as const) await insert(url, 'customer_phone', side, phones[side])
}

const range = (length: number) => Array.from({ length }, (_, index) => index + 1)

async function replace(url: string, table: string, side: string, rows: object[]): Promise<void> {
  await rowsOf(url, `delete from ${table}`)
  await insert(url, table, side, rows)
}

async function insert(url: string, table: string, side: string, rows: object[]): Promise<void> {
  if (rows.length === 0) return
  const columns = Object.keys(rows[0]!).join(', ')
  await rowsOf(
    url,
    `insert into ${table} (account_id, ${columns})
     select ${ACCOUNT(side)}, ${columns} from json_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  )
}

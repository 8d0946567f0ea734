import { rowsOf } from '../database.ts'
import type { MatchedKind } from './outcome.ts'

/**
 * The rule of linking, read off its words and done with loops: slow, and nothing like the way the product does it. For sets
 * of which nobody wrote down what must come out.
 */
export async function plainLinks(url: string, kind: MatchedKind): Promise<string[]> {
  const links = kind === 'PRODUCT' ? await productLinks(url) : await customerLinks(url)
  return links.map((link) => `${link.nhanh} = ${link.shopify} by ${link.field} ${link.key}`).toSorted()
}

interface PlainLink {
  nhanh: string
  shopify: string
  field: string
  key: string
}

interface Product {
  id: string
  sku: string | null
  barcode: string | null
  isFree: boolean
}

interface Customer {
  id: string
  words: string[]
  email: string | null
  isFree: boolean
  phones: { phone: string; field: string }[]
}

const unlinked = (kind: MatchedKind) =>
  `select nhanh_id || ' ' || shopify_id as pair from unlinked_pair where kind = '${kind}'`

async function productLinks(url: string): Promise<PlainLink[]> {
  const nhanh = await rowsOf<Product>(
    url,
    `select id::text, sku_key as sku, barcode_key as barcode,
       not exists (select from product_mapping m where m.nhanh_id = n.id) as "isFree"
     from nhanh_product n where deleted_at is null and kind not in ('PARENT', 'VOUCHER', 'SERVICE', 'TOOL')`,
  )
  const shopify = await rowsOf<Product>(
    url,
    `select v.id, sku_key as sku, barcode_key as barcode,
       not exists (select from product_mapping m where m.shopify_id = v.id) as "isFree"
     from shopify_variant v left join shopify_product p on p.id = v.product_id
     where v.deleted_at is null and coalesce(p.status, v.product_status) <> 'ARCHIVED'`,
  )
  const apart = new Set((await rowsOf<{ pair: string }>(url, unlinked('PRODUCT'))).map(({ pair }) => pair))
  const links: PlainLink[] = []
  for (const n of nhanh) {
    for (const s of shopify) {
      if (!n.isFree || !s.isFree || apart.has(`${n.id} ${s.id}`)) continue
      const alone = (field: 'sku' | 'barcode') =>
        nhanh.filter((other) => other[field] === n[field]).length === 1 &&
        shopify.filter((other) => other[field] === s[field]).length === 1
      if (n.sku !== null && n.sku === s.sku) {
        const leadsElsewhere =
          n.barcode !== s.barcode &&
          (nhanh.some(({ barcode }) => barcode !== null && barcode === s.barcode) ||
            shopify.some(({ barcode }) => barcode !== null && barcode === n.barcode))
        if (alone('sku') && !leadsElsewhere) {
          links.push({ nhanh: n.id, shopify: s.id, field: 'SKU', key: n.sku })
        }
      } else if (n.barcode !== null && n.barcode === s.barcode && (n.sku === null || s.sku === null)) {
        const claimed =
          (n.sku !== null && shopify.some(({ sku }) => sku === n.sku)) ||
          (s.sku !== null && nhanh.some(({ sku }) => sku === s.sku))
        if (alone('barcode') && !claimed) {
          links.push({ nhanh: n.id, shopify: s.id, field: 'BARCODE', key: n.barcode })
        }
      }
    }
  }
  return links
}

async function customerLinks(url: string): Promise<PlainLink[]> {
  const read = (side: 'nhanh' | 'shopify', where: string) =>
    rowsOf<Customer>(
      url,
      `select id::text, min(name_words) as words, min(email_key) as email,
         not exists (select from customer_mapping m where m.${side}_id = c.id) as "isFree",
         json_agg(json_build_object('phone', p.phone, 'field', p.field)) as phones
       from ${side}_customer c join customer_phone p on p.account_id = c.account_id and p.customer_id = c.id::text and is_key
       where deleted_at is null and ${where} group by c.account_id, c.id`,
    )
  const nhanh = await read('nhanh', `type = 'RETAIL'`)
  const shopify = await read('shopify', 'true')
  const apart = new Set((await rowsOf<{ pair: string }>(url, unlinked('CUSTOMER'))).map(({ pair }) => pair))

  const top = (side: Customer[], phone: string): Customer[] => {
    const fields = (customer: Customer) => customer.phones.filter((found) => found.phone === phone)
    const own = side.filter((customer) => fields(customer).some(({ field }) => field === 'OWN'))
    return own.length > 0 ? own : side.filter((customer) => fields(customer).length > 0)
  }
  /** Whom the phones of a customer lead to on the other side. */
  const reached = (customer: Customer, own: Customer[], others: Customer[]): Customer[] => {
    const all = customer.phones.flatMap(({ phone }) => {
      const [mine, theirs] = [top(own, phone), top(others, phone)]
      if (!mine.includes(customer)) return []
      const sameEmail = (side: Customer[]) =>
        side.filter(({ email }) => email !== null && email === customer.email)
      if (mine.length === 1 && theirs.length === 1) return theirs
      return sameEmail(mine).length === 1 && sameEmail(theirs).length === 1
        ? sameEmail(theirs)
        : [...theirs, ...(theirs.length > 0 && mine.length > 1 ? [customer] : [])]
    })
    return [...new Set(all)]
  }
  const leads = (from: Customer, own: Customer[], to: Customer, others: Customer[]) => {
    const found = reached(from, own, others)
    return found.length === 1 && found[0] === to
  }
  const links: PlainLink[] = []
  for (const n of nhanh) {
    for (const s of shopify) {
      if (!n.isFree || !s.isFree || apart.has(`${n.id} ${s.id}`)) continue
      const agree =
        n.words.length === 0 ||
        s.words.length === 0 ||
        n.words.some((word) => s.words.includes(word)) ||
        (n.email !== null && n.email === s.email)
      if (!agree || !leads(n, nhanh, s, shopify) || !leads(s, shopify, n, nhanh)) continue
      const keys = n.phones.filter(
        ({ phone }) => top(nhanh, phone).includes(n) && top(shopify, phone).includes(s),
      )
      const key = keys.map(({ phone }) => phone).toSorted()[0]!
      links.push({ nhanh: n.id, shopify: s.id, field: 'PHONE', key })
    }
  }
  return links
}

/** How many records of each side are neither linked nor in review for want of anybody who has a key of theirs. */
export async function plainWithoutCounterpart(
  url: string,
  kind: MatchedKind,
): Promise<{ nhanh: number; shopify: number }> {
  const count = kind === 'PRODUCT' ? productsWithoutCounterpart : customersWithoutCounterpart
  const [row] = await rowsOf<{ nhanh: number; shopify: number }>(
    url,
    `select (${count('nhanh')})::int as nhanh, (${count('shopify')})::int as shopify`,
  )
  return row!
}

type PlainSide = 'nhanh' | 'shopify'
const across = { nhanh: 'shopify', shopify: 'nhanh' } as const

const productsOf = (side: PlainSide) =>
  side === 'nhanh'
    ? `(select id::text, sku_key, barcode_key, exists (select from product_mapping m join shopify_variant o
        on o.id = m.shopify_id and o.deleted_at is null where m.nhanh_id = n.id) as is_linked
       from nhanh_product n where deleted_at is null and kind <> 'PARENT')`
    : `(select id, sku_key, barcode_key, exists (select from product_mapping m join nhanh_product o
        on o.id = m.nhanh_id and o.deleted_at is null where m.shopify_id = v.id) as is_linked
       from shopify_variant v where deleted_at is null and product_status <> 'ARCHIVED')`

const productsWithoutCounterpart = (side: PlainSide) => `
  select count(*) from ${productsOf(side)} c
  where not is_linked and coalesce(sku_key, barcode_key) is not null and not exists (
    select from ${productsOf(across[side])} o where o.sku_key = c.sku_key or o.barcode_key = c.barcode_key)`

const customersOf = (side: PlainSide) => `
  (select c.id::text, c.account_id, exists (select from customer_mapping m join ${across[side]}_customer o
     on o.id = m.${across[side]}_id and o.deleted_at is null where m.${side}_id = c.id) as is_linked
   from ${side}_customer c where deleted_at is null ${side === 'nhanh' ? `and type = 'RETAIL'` : ''})`

const phonesOf = (side: PlainSide) => `
  (select p.phone, p.field, p.is_key, c.id, c.is_linked from customer_phone p
   join ${customersOf(side)} c on c.account_id = p.account_id and c.id = p.customer_id)`

/** Somebody across has the phone as a key, or, where nobody has, not linked yet and in a note; or the other way round. */
const customersWithoutCounterpart = (side: PlainSide) => `
  with mine as ${phonesOf(side)}, theirs as ${phonesOf(across[side])}
  select count(*) from ${customersOf(side)} c
  where not is_linked and exists (select from mine where mine.id = c.id and is_key) and not exists (
    select from mine join theirs using (phone) where mine.id = c.id and (
      mine.is_key and theirs.is_key
      or mine.is_key and theirs.field = 'NOTE' and not theirs.is_linked
        and not exists (select from theirs t where t.phone = mine.phone and t.is_key)
      or mine.field = 'NOTE' and theirs.is_key and not theirs.is_linked
        and not exists (select from mine m where m.phone = mine.phone and m.is_key)))`

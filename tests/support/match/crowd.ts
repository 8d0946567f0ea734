import { rowsOf } from '../database.ts'
import type { MatchedKind } from './outcome.ts'

const ACCOUNT = (platform: string) => `(select id from account where platform = '${platform}')`
/** Columns that every row has and no match reads, and their values. */
const REST = 'account_id, search_text, content_hash, pulled_at'
const rest = (platform: string) => `${ACCOUNT(platform)}, '', md5('')::uuid, now()`

export const customerGid = (number: number) => `gid://shopify/Customer/${1_000_000 + number}`

/**
 * So many customers on each side, written without a pull; a server must have known both accounts before. Of ten, one phone
 * belongs to two at Nhanh, one pair has names that share no word, one Shopify customer has no counterpart, and seven are to
 * be linked. Customer 7 of Nhanh is number 7, of Shopify `customerGid(7)`.
 */
export async function fillWithPeople(url: string, count: number): Promise<void> {
  const phone = `'+8491' || 4000000 + i`
  await rowsOf(
    url,
    `insert into nhanh_customer (${REST}, id, name, type)
     select ${rest('NHANH')}, i, 'Lan', 'RETAIL' from generate_series(1, $1::int) i where i % 10 <> 1
     union all
     select ${rest('NHANH')}, 1000000 + i, 'Lan', 'RETAIL' from generate_series(10, $1::int, 10) i`,
    [count],
  )
  await rowsOf(
    url,
    `insert into shopify_customer (${REST}, id, tags, state)
     select ${rest('SHOPIFY')}, 'gid://shopify/Customer/' || 1000000 + i, '[]', 'ENABLED' from generate_series(1, $1::int) i`,
    [count],
  )
  await rowsOf(
    url,
    `insert into customer_phone (account_id, customer_id, phone, field, is_key, is_sole, name_words)
     select ${ACCOUNT('NHANH')}, i::text, ${phone}, 'OWN', true, true, '{lan}'::text[]
     from generate_series(1, $1::int) i where i % 10 <> 1
     union all
     select ${ACCOUNT('NHANH')}, (1000000 + i)::text, ${phone}, 'OWN', true, true, '{lan}'::text[]
     from generate_series(10, $1::int, 10) i
     union all
     select ${ACCOUNT('SHOPIFY')}, 'gid://shopify/Customer/' || 1000000 + i, ${phone}, 'OWN', true, true,
       case when i % 10 = 2 then '{mai}' else '{lan}' end::text[]
     from generate_series(1, $1::int) i`,
    [count],
  )
}

/** What `fillWithPeople` must lead to. */
export function expectedOfPeople(count: number) {
  const tenth = count / 10
  return { linked: 7 * tenth, names: tenth, families: tenth, alone: tenth }
}

/**
 * So many records on each side that all have the same key: the SKU of products, the phone of customers (in addresses, for
 * at Shopify nobody shares an own phone).
 */
export async function fillWithDuplicates(url: string, kind: MatchedKind, count: number): Promise<void> {
  const statements =
    kind === 'PRODUCT'
      ? [
          `insert into nhanh_product (${REST}, id, name, kind, status, stock, options, sku, sku_key)
           select ${rest('NHANH')}, i, 'Áo', 'PRODUCT', 'ACTIVE', '[]', '[]', 'SAME', 'same' from generate_series(1, $1::int) i`,
          `insert into shopify_variant (${REST}, id, product_id, product_title, product_status, title,
             inventory_item_id, tracked, inventory_policy, is_bundle, stock, options, sku, sku_key)
           select ${rest('SHOPIFY')}, 'gid://shopify/ProductVariant/' || 1000000 + i, 'gid://shopify/Product/1', 'Áo', 'ACTIVE',
             'Đỏ', 'gid://shopify/InventoryItem/' || i, true, 'DENY', false, '[]', '[]', 'SAME', 'same'
           from generate_series(1, $1::int) i`,
        ]
      : [
          `insert into nhanh_customer (${REST}, id, name, type)
           select ${rest('NHANH')}, i, 'Lan', 'RETAIL' from generate_series(1, $1::int) i`,
          `insert into shopify_customer (${REST}, id, tags, state)
           select ${rest('SHOPIFY')}, 'gid://shopify/Customer/' || 1000000 + i, '[]', 'ENABLED'
           from generate_series(1, $1::int) i`,
          `insert into customer_phone (account_id, customer_id, phone, field, is_key, is_sole, name_words)
           select ${ACCOUNT('NHANH')}, i::text, '+84912345678', 'OWN', true, true, '{lan}'::text[] from generate_series(1, $1::int) i
           union all
           select ${ACCOUNT('SHOPIFY')}, 'gid://shopify/Customer/' || 1000000 + i, '+84912345678', 'ADDRESS', true, true, '{lan}'::text[]
           from generate_series(1, $1::int) i`,
        ]
  for (const statement of statements) await rowsOf(url, statement, [count])
}

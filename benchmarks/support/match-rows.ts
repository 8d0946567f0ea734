import type { Client } from 'pg'

interface Accounts {
  nhanh: number
  shopify: number
}

/**
 * Writes as many customers on each side, all invented, as a pull would. Six tenths of the phones are on both sides. Of a
 * hundred customers of Nhanh two share their phone with a neighbour and ten are wholesale; of a hundred of Shopify two have
 * only the address phone of a neighbour, two a second phone, and two a name that disagrees; half of all have an e-mail address.
 */
export async function fillCustomers(
  client: Client,
  { nhanh, shopify }: Accounts,
  count: number,
): Promise<void> {
  const shift = Math.round(count * 0.4)
  const phone = (number: string) => `'+849' || lpad((${number})::text, 8, '0')`
  const email = (number: string) =>
    `case when (${number}) % 2 = 0 then 'k' || (${number}) || '@example.com' end`
  await client.query('truncate nhanh_customer, shopify_customer, customer_phone')
  await client.query(`
    insert into nhanh_customer (account_id, id, name, type, phone, email, search_text, content_hash, pulled_at)
    select ${nhanh}, i, 'Nguyễn Văn ' || i, case when i % 10 = 9 then 'WHOLESALE' else 'RETAIL' end, '09' || i,
      ${email(`i + ${shift}`)}, 'nguyen van ' || i, md5(i::text)::uuid, now()
    from generate_series(1, ${count}) i`)
  await client.query(`
    insert into shopify_customer (account_id, id, first_name, last_name, phone, email, tags, state, search_text,
      content_hash, pulled_at)
    select ${shopify}, 'gid://shopify/Customer/' || (7000000000000 + i), 'Văn ' || i, 'Nguyễn', '09' || i,
      ${email('i')}, '[]', 'ENABLED', 'nguyen van ' || i, md5(i::text)::uuid, now()
    from generate_series(1, ${count}) i`)
  const shopifyId = `'gid://shopify/Customer/' || (7000000000000 + i)`
  const shopifyNames = `case when i % 50 = 7 then array['thi', 'tran'] else array['nguyen', 'van'] end`
  await client.query(`
    insert into customer_phone (account_id, customer_id, phone, field, is_key, is_sole, name_words, email_key)
    select ${nhanh}, i::text, ${phone(`(case when i % 50 = 3 then i - 1 else i end) + ${shift}`)}, 'OWN', true, true,
      array['nguyen', 'van'], ${email(`i + ${shift}`)}
    from generate_series(1, ${count}) i where i % 10 <> 9
    union all
    select ${shopify}, ${shopifyId}, ${phone('case when i % 50 = 13 then i - 1 else i end')},
      case when i % 50 = 13 then 'ADDRESS' else 'OWN' end, true, i % 50 <> 23, ${shopifyNames}, ${email('i')}
    from generate_series(1, ${count}) i
    union all
    select ${shopify}, ${shopifyId}, ${phone(`i + ${10 * count}`)}, 'OWN', true, false, ${shopifyNames}, ${email('i')}
    from generate_series(1, ${count}) i where i % 50 = 23`)
  await client.query('vacuum analyze nhanh_customer, shopify_customer, customer_phone')
}

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
    insert into nhanh_customer (account_id, id, name, type, phone, email, email_key, name_words, search_text,
      content_hash, pulled_at)
    select ${nhanh}, i, 'Nguyễn Văn ' || i, case when i % 10 = 9 then 'WHOLESALE' else 'RETAIL' end, '09' || i,
      ${email(`i + ${shift}`)}, ${email(`i + ${shift}`)}, array['nguyen', 'van'], 'nguyen van ' || i, md5(i::text)::uuid, now()
    from generate_series(1, ${count}) i`)
  await client.query(`
    insert into shopify_customer (account_id, id, first_name, last_name, phone, email, email_key, name_words, tags, state,
      search_text, content_hash, pulled_at)
    select ${shopify}, 'gid://shopify/Customer/' || (7000000000000 + i), 'Văn ' || i, 'Nguyễn', '09' || i,
      ${email('i')}, ${email('i')}, case when i % 50 = 7 then array['thi', 'tran'] else array['nguyen', 'van'] end,
      '[]', 'ENABLED', 'nguyen van ' || i, md5(i::text)::uuid, now()
    from generate_series(1, ${count}) i`)
  await client.query(`
    insert into customer_phone (account_id, customer_id, phone, field, is_key, is_sole)
    select ${nhanh}, i::text, ${phone(`(case when i % 50 = 3 then i - 1 else i end) + ${shift}`)}, 'OWN',
      i % 10 <> 9, i % 10 <> 9
    from generate_series(1, ${count}) i
    union all
    select ${shopify}, 'gid://shopify/Customer/' || (7000000000000 + i),
      ${phone('case when i % 50 = 13 then i - 1 else i end')},
      case when i % 50 = 13 then 'ADDRESS' else 'OWN' end, true, i % 50 <> 23
    from generate_series(1, ${count}) i
    union all
    select ${shopify}, 'gid://shopify/Customer/' || (7000000000000 + i), ${phone(`i + ${10 * count}`)}, 'OWN', true, false
    from generate_series(1, ${count}) i where i % 50 = 23`)
  await client.query('vacuum analyze nhanh_customer, shopify_customer, customer_phone')
}

import { sql, type Kysely, type RawBuilder } from 'kysely'
import { ACTIVE_STATUSES } from '../entities/background-job.ts'
import { PRIVACY_TOPICS, type NamedCustomer } from './privacy-order.ts'

const REDACTED = '[redacted]'

/** What tells of a person in texts. */
interface Traces {
  customerId: string
  /** Phones as they are compared: some keys are nothing else. */
  phones: string[]
  /** Finds their phones and e-mail addresses, however they are written here; null when there is none. */
  pattern: string | null
}

/**
 * Removes a customer of Shopify and whatever tells of them: their row, phones, mappings, reviews and what was shown, and
 * their names, phones and e-mail addresses in ledgers, logs and stored webhooks. The id stays in ledgers, as does what
 * Nhanh itself has told about its own customers. False: a job is at customers now, and it is to be tried again later.
 * Repeatable: the record itself goes last, because it tells what else to look for.
 */
export async function redactCustomer(
  db: Kysely<unknown>,
  shopAccountId: number,
  customer: NamedCustomer,
): Promise<boolean> {
  const begun = await momentWithoutJobs(db, shopAccountId, null)
  if (begun === null) return false
  const traces = await tracesOf(db, shopAccountId, customer)
  const { rows: jobs } = await sql<{ id: number }>`
    select id from background_job where account_ids @> ${[shopAccountId]}::int[] order by id
  `.execute(db)
  // One job at a time, so that nobody waits for long.
  for (const { id } of jobs) await redactJob(db, id, traces)
  return db.transaction().execute(async (tx) => {
    await sql`lock table job_resource in share row exclusive mode`.execute(tx)
    if ((await momentWithoutJobs(tx, shopAccountId, begun)) === null) return false
    await redactBodies(tx, shopAccountId, traces)
    await removeRecords(tx, shopAccountId, traces)
    return true
  })
}

/**
 * Now, by the database; null while a job is at the shop's customers, or when one was since `since`: it may have written
 * what had just been removed.
 */
async function momentWithoutJobs(
  db: Kysely<unknown>,
  shopAccountId: number,
  since: string | null,
): Promise<string | null> {
  const { rows } = await sql<{ now: string; has: boolean }>`
    select clock_timestamp()::text as now, exists (
      select from background_job
      where account_ids @> ${[shopAccountId]}::int[] and type not like '%PRODUCT%'
        and (status = any(${[...ACTIVE_STATUSES]}::text[]) or completed_at >= ${since}::timestamptz)
    ) as has
  `.execute(db)
  return rows[0]!.has ? null : rows[0]!.now
}

async function tracesOf(
  db: Kysely<unknown>,
  shopAccountId: number,
  { id: customerId, email, phone }: NamedCustomer,
): Promise<Traces> {
  const { rows } = await sql<{ found: string[] | null; phones: string[] }>`
    select array_remove(array[email, phone, address_phone], null) as found, array(
      select phone from customer_phone where account_id = ${shopAccountId} and customer_id = ${customerId}
    ) as phones
    from (select) as one left join shopify_customer on account_id = ${shopAccountId} and id = ${customerId}
  `.execute(db)
  const phones = [...new Set([...rows[0]!.phones, ...(phone === null ? [] : [phone])])]
  const national = phones.filter((one) => one.startsWith('+84')).map((one) => `0${one.slice(3)}`)
  const texts = [email, phone, ...(rows[0]!.found ?? []), ...phones, ...national]
  const found = [...new Set(texts.filter((text): text is string => text !== null && text.length >= 6))]
  return { customerId, phones, pattern: found.length === 0 ? null : found.map(literally).join('|') }
}

function literally(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, String.raw`\$&`)
}

async function redactJob(db: Kysely<unknown>, jobId: number, traces: Traces): Promise<void> {
  const { customerId, phones, pattern } = traces
  await sql`
    update job_item set title = null, message = null, before = null, after = null,
      key = case when key = any(${phones}::text[]) then ${REDACTED} else key end,
      search_text = case when key = any(${phones}::text[]) then '' else lower(key) end
    where job_id = ${jobId} and key = any(${[customerId, ...phones]}::text[])
  `.execute(db)
  if (pattern === null) return
  await replaceIn(db, 'job_item', pattern, {
    texts: ['key', 'title', 'message', 'search_text'],
    json: ['before', 'after'],
    where: sql`job_id = ${jobId}`,
  })
  await replaceIn(db, 'job_log_entry', pattern, {
    texts: ['message'],
    json: [],
    where: sql`job_id = ${jobId}`,
  })
  await replaceIn(db, 'background_job', pattern, {
    texts: ['input_key', 'phase'],
    json: ['input', 'error', 'warnings', 'metadata', 'checkpoint'],
    where: sql`id = ${jobId}`,
  })
}

/** Nothing that JSON would need is in what is found, so JSON stays JSON. */
async function replaceIn(
  db: Kysely<unknown>,
  table: string,
  pattern: string,
  { texts, json, where }: { texts: string[]; json: string[]; where: RawBuilder<unknown> },
): Promise<void> {
  const replaced = (column: RawBuilder<unknown>) =>
    sql`regexp_replace(${column}, ${pattern}, ${REDACTED}, 'gi')`
  const changes = [
    ...texts.map((column) => sql`${sql.ref(column)} = ${replaced(sql.ref(column))}`),
    ...json.map((column) => sql`${sql.ref(column)} = ${replaced(sql`${sql.ref(column)}::text`)}::jsonb`),
  ]
  const columns = [...texts, ...json].map((column) => sql`${sql.ref(column)}::text`)
  await sql`
    update ${sql.table(table)} set ${sql.join(changes)} where ${where} and concat_ws(' ', ${sql.join(columns)}) ~* ${pattern}
  `.execute(db)
}

async function redactBodies(
  tx: Kysely<unknown>,
  shopAccountId: number,
  { customerId, pattern }: Traces,
): Promise<void> {
  const number = customerId.split('/').at(-1)!
  await sql`
    update webhook_delivery set body = null
    where account_id = ${shopAccountId} and topic <> all(${PRIVACY_TOPICS}::text[]) and body is not null
      and (strpos(body, ${number}) > 0 or ${pattern === null ? sql`false` : sql`body ~* ${pattern}`})
  `.execute(tx)
}

async function removeRecords(
  tx: Kysely<unknown>,
  shopAccountId: number,
  { customerId, phones }: Traces,
): Promise<void> {
  const ofShop = sql`shopify_account_id = ${shopAccountId}`
  await sql`
    with gone as (
      delete from match_review where kind = 'CUSTOMER' and ${ofShop} and (key = any(${phones}::text[])
        or linked_shopify_id = ${customerId}
        or id in (select review_id from match_candidate where side = 'SHOPIFY' and record_id = ${customerId}))
      returning id
    ) delete from match_candidate where review_id in (select id from gone)
  `.execute(tx)
  await sql`
    with gone as (delete from customer_mapping where ${ofShop} and shopify_id = ${customerId} returning id)
    delete from sync_failure where kind = 'CUSTOMER' and mapping_id in (select id from gone)
  `.execute(tx)
  await sql`
    delete from unlinked_pair where ${ofShop} and kind = 'CUSTOMER' and shopify_id = ${customerId}
  `.execute(tx)
  await sql`delete from planned_link where shopify_id = ${customerId}`.execute(tx)
  await sql`delete from published_customer where ${ofShop} and customer_id = ${customerId}`.execute(tx)
  await sql`delete from write_intent where strpos(payload::text, ${`"${customerId}"`}) > 0`.execute(tx)
  const ofAccount = sql`account_id = ${shopAccountId}`
  await sql`
    delete from record_to_read where ${ofAccount} and kind = 'SHOPIFY_CUSTOMER' and record_id = ${customerId}
  `.execute(tx)
  await sql`update stream_mark set open_ids = array_remove(open_ids, ${customerId}) where ${ofAccount}`.execute(
    tx,
  )
  await sql`delete from data_request where ${ofAccount} and customer_id = ${customerId}`.execute(tx)
  await sql`delete from customer_phone where ${ofAccount} and customer_id = ${customerId}`.execute(tx)
  await sql`delete from shopify_customer where ${ofAccount} and id = ${customerId}`.execute(tx)
}

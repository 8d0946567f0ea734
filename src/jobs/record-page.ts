import { hash } from 'node:crypto'
import type { EntityManager, EntityName } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { BrokenRecord } from '../integrations/call.ts'
import type { BatchOutcome } from './job-progress.ts'
import type { LedgerEntry } from './ledger.ts'
import { storableJson } from './storable-json.ts'

/** Columns that the writer fills itself. */
const OWN_COLUMNS = ['accountId', 'contentHash', 'pulledAt', 'deletedAt'] as const
type OwnColumn = (typeof OWN_COLUMNS)[number]

/** A row to be written: the entity's properties, without those that the writer fills. */
export type RecordRow<Record extends { id: string }> = Omit<Record, OwnColumn | symbol>

export interface RecordPage<Record extends { id: string }> {
  jobId: number
  accountId: number
  rows: RecordRow<Record>[]
  broken: BrokenRecord[]
  /** What broken rows without an id are told apart by: another one for each page of the job. */
  pageName: string
  /** False for rows that are not items of the job: they are written, not counted. */
  counted: boolean
}

/**
 * Writes pages of one table, set-based. The content hashes of a page are read first, and only new and changed rows are
 * sent, because even a row that an upsert then skips costs a lock and its write-ahead log.
 */
export class RecordWriter<Record extends { id: string }> {
  readonly #table: string
  readonly #rulesVersion: string
  readonly #columns: { property: string; column: string; type: string }[]

  /** `rulesVersion` is another one when the same answer of a platform gives other rows than before. */
  constructor(em: EntityManager, entity: EntityName<Record>, rulesVersion: string) {
    const meta = em.getMetadata().get(entity)
    this.#table = meta.tableName
    this.#rulesVersion = rulesVersion
    this.#columns = meta.props
      .filter((prop) => !(OWN_COLUMNS as readonly string[]).includes(prop.name))
      .map((prop) => ({ property: prop.name, column: prop.fieldNames[0]!, type: prop.columnTypes[0]! }))
  }

  /** Writes the page in the transaction. Where a page holds a record twice, the last one counts. */
  async write(tx: Kysely<unknown>, page: RecordPage<Record>): Promise<BatchOutcome> {
    const rows = new Map<string, string>()
    for (const row of page.rows) rows.set(row.id, storableJson(row))
    const hashes = [...rows.values()].map((json) => hash('md5', `${this.#rulesVersion}${json}`, 'hex'))
    const ids = [...rows.keys()]
    const differing = await this.#differing(tx, page, ids, hashes)
    await this.#upsert(tx, page.accountId, differing.rows, rows)
    const broken = await sightBroken(tx, page)
    const created = differing.rows.filter((row) => row.first && row.created).length
    const updated = differing.rows.filter((row) => row.first && !row.created).length
    return {
      created,
      updated,
      unchanged: page.counted ? differing.firstSightings - created - updated : 0,
      skipped: 0,
      failed: broken.length,
      entries: broken,
    }
  }

  /** The rows that are new or changed; and how many of all were sighted by this job for the first time. */
  async #differing(
    tx: Kysely<unknown>,
    page: RecordPage<Record>,
    ids: string[],
    hashes: string[],
  ): Promise<{ rows: DifferingRow[]; firstSightings: number }> {
    const idType = sql.raw(this.#columns.find((column) => column.property === 'id')!.type)
    const sighted = page.counted
      ? sql`insert into job_sighting (job_id, record_id) select ${page.jobId}::int, id from page
            on conflict do nothing returning record_id`
      : sql`select null::text as record_id where false`
    const { rows } = await sql<DifferingRow & { total: number }>`
      with page as (select * from unnest(${ids}::text[], ${hashes}::uuid[]) as p(id, hash)),
      sighted as (${sighted}),
      compared as (
        select p.id, p.hash, s.record_id is not null as first, r.content_hash is null as created,
          r.content_hash is distinct from p.hash as differs
        from page p
        left join sighted s on s.record_id = p.id
        left join ${sql.table(this.#table)} r on r.account_id = ${page.accountId} and r.id = p.id::${idType}
      )
      select id, hash, first, created, (select count(*)::int from sighted) as total from compared where differs
      union all
      select null, null, null, null, (select count(*)::int from sighted)
    `.execute(tx)
    return { rows: rows.filter((row) => row.id !== null), firstSightings: rows[0]!.total }
  }

  async #upsert(
    tx: Kysely<unknown>,
    accountId: number,
    differing: DifferingRow[],
    rows: Map<string, string>,
  ) {
    if (differing.length === 0) return
    const json = differing.map((row) => `{"contentHash":"${row.hash}",${rows.get(row.id)!.slice(1)}`)
    const columns = sql.join(this.#columns.map(({ column }) => sql.ref(column)))
    const values = sql.join(this.#columns.map(({ property }) => sql.ref(`r.${property}`)))
    const shape = sql.join(
      this.#columns.map(({ property, type }) => sql`${sql.ref(property)} ${sql.raw(type)}`),
    )
    const assignments = sql.join(
      this.#columns
        .filter(({ property }) => property !== 'id')
        .map(({ column }) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`),
    )
    await sql`
      insert into ${sql.table(this.#table)} (account_id, content_hash, pulled_at, ${columns})
      select ${accountId}::int, r."contentHash", now(), ${values}
      from json_to_recordset(${`[${json.join(',')}]`}::json) as r("contentHash" uuid, ${shape})
      on conflict (account_id, id) do update
      set content_hash = excluded.content_hash, pulled_at = excluded.pulled_at, deleted_at = null, ${assignments}
    `.execute(tx)
  }
}

interface DifferingRow {
  id: string
  hash: string
  /** Sighted by this job for the first time. */
  first: boolean
  created: boolean
}

/** Ledger lines for the rows that did not parse, each record once a job. */
async function sightBroken(
  tx: Kysely<unknown>,
  page: Pick<RecordPage<{ id: string }>, 'jobId' | 'broken' | 'pageName' | 'counted'>,
): Promise<LedgerEntry[]> {
  if (page.broken.length === 0) return []
  const keyed = new Map(
    page.broken.map((row, index) => [row.id ?? `unreadable ${page.pageName} ${index + 1}`, row]),
  )
  const { rows } = await sql<{ record_id: string }>`
    insert into job_sighting (job_id, record_id) select ${page.jobId}::int, unnest(${[...keyed.keys()]}::text[])
    on conflict do nothing returning record_id
  `.execute(tx)
  const first = new Set(rows.map((row) => row.record_id))
  return [...keyed]
    .filter(([key]) => first.has(key))
    .map(([key, row]) => ({
      key,
      title: row.title,
      outcome: 'FAILED' as const,
      code: 'INVALID_ITEM' as const,
      message: row.message,
      searchable: row.sku === null ? [] : [row.sku],
    }))
}

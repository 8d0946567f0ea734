import { hash } from 'node:crypto'
import type { EntityManager, EntityName } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { BrokenRecord } from '../integrations/call.ts'
import { copyIn, copyValue } from './copy-in.ts'
import type { BatchOutcome } from './job-progress.ts'
import type { LedgerEntry } from './ledger.ts'
import { sight, sightings } from './sightings.ts'
import { storableJson } from './storable-json.ts'

/** Columns that the writer fills itself. */
const OWN_COLUMNS = ['accountId', 'contentHash', 'pulledAt', 'deletedAt'] as const
/** A hash is kept as a uuid: 16 bytes, compared at once. */
const UUID_DIGITS = 32

type OwnColumn = (typeof OWN_COLUMNS)[number]

/** A row to be written: the entity's properties, without those that the writer fills. */
export type RecordRow<Record extends { id: string }> = Omit<Record, OwnColumn | symbol>

/** Rows of another table that belong to a record: a part of its content, written when that is new or has changed. */
export interface Dependants<Row> {
  /** What they are made of, for the content hash. */
  contentOf(row: Row): unknown
  write(tx: Kysely<unknown>, accountId: number, written: { created: Row[]; updated: Row[] }): Promise<void>
  /** Of records that are gone at their source; one that comes back is written again. */
  remove(tx: Kysely<unknown>, accountId: number, recordIds: readonly string[]): Promise<void>
}

export interface RecordPage<Row extends { id: string }> {
  jobId: number
  accountId: number
  rows: Row[]
  broken: BrokenRecord[]
  /** What broken rows without an id are told apart by: another one for each page of the job. */
  pageName: string
  /** False for rows that are not items of the job: they are written and sighted, not counted. */
  counted: boolean
}

/** What a batch of this page may not share with another in flight: its records, and the broken ones that have an id. */
export function keysOf(page: {
  records: readonly { id: string }[]
  broken: readonly BrokenRecord[]
}): string[] {
  return [...page.records, ...page.broken].map((record) => record.id).filter((id) => id !== null)
}

/**
 * Writes pages of one table, set-based. The content hashes of a page are read first, and only new and changed rows are
 * sent, because even a row that an upsert then skips costs a lock and its write-ahead log.
 */
export class RecordWriter<Record extends { id: string }, Row extends RecordRow<Record> = RecordRow<Record>> {
  readonly #table: string
  readonly #rulesVersion: string
  readonly #columns: Column[]
  readonly #dependants: Dependants<Row> | null

  /** `rulesVersion` is another one when the same answer of a platform gives other rows than before. */
  constructor(
    em: EntityManager,
    entity: EntityName<Record>,
    rulesVersion: string,
    dependants: Dependants<Row> | null = null,
  ) {
    const meta = em.getMetadata().get(entity)
    this.#table = meta.tableName
    this.#rulesVersion = rulesVersion
    this.#dependants = dependants
    this.#columns = meta.props
      .filter((prop) => !(OWN_COLUMNS as readonly string[]).includes(prop.name))
      .map((prop) => {
        const type = prop.columnTypes[0]!
        return { property: prop.name, name: prop.fieldNames[0]!, type, isJson: type === 'jsonb' }
      })
  }

  /**
   * Writes the page in the transaction. Where a page holds a record twice, the last one counts. Nobody else may be
   * inserting the same records: jobs hold their stream, and batches in flight share no key.
   */
  async write(tx: Kysely<unknown>, page: RecordPage<Row>): Promise<BatchOutcome> {
    const rows = new Map(page.rows.map((row) => [row.id, row]))
    const contents = new Map([...rows].map(([id, row]) => [id, this.#contentOf(row)]))
    const { differing, known } = await this.#compare(tx, page, contents)
    const created = differing.filter((row) => row.created)
    const updated = differing.filter((row) => !row.created)
    await this.#insert(
      tx,
      page.accountId,
      created.map(({ id }) => this.#line(rows.get(id)!, contents.get(id)!)),
    )
    await this.#update(
      tx,
      page.accountId,
      updated.map(({ id, hash: contentHash }) => ({ ...rows.get(id)!, contentHash })),
    )
    const rowOf = ({ id }: DifferingRow) => rows.get(id)!
    await this.#dependants?.write(tx, page.accountId, {
      created: created.map(rowOf),
      updated: updated.map(rowOf),
    })
    const broken = await sightBroken(tx, page)
    const failed = { skipped: 0, failed: broken.length, entries: broken }
    if (!page.counted) return { created: 0, updated: 0, unchanged: 0, ...failed }
    const counts = { created: countNew(created, known), updated: countNew(updated, known) }
    return { ...counts, unchanged: rows.size - known.size - counts.created - counts.updated, ...failed }
  }

  /** Of all values. Their keys are left out and moments are numbers, because this is done for every row of every pull. */
  #contentOf(row: Row): Content {
    const values = row as unknown as { [property: string]: unknown }
    const content = this.#columns.map(({ property }) => {
      const value = values[property]
      return value instanceof Date ? value.getTime() : value
    })
    if (this.#dependants) content.push(this.#dependants.contentOf(row))
    const json = JSON.stringify(content)
    return {
      hash: hash('sha256', this.#rulesVersion + json, 'hex').slice(0, UUID_DIGITS),
      isPlain: !json.includes('\\'),
    }
  }

  /** A row in the text format of COPY. */
  #line(row: Row, { hash: contentHash, isPlain }: Content): string {
    const values = row as unknown as { [property: string]: unknown }
    // 'now' is the moment at which the transaction began, as now() is.
    let line = `${contentHash}\tnow`
    for (const { property, isJson } of this.#columns)
      line += `\t${copyValue(values[property], isJson, isPlain)}`
    return line
  }

  /**
   * The rows that are new or changed, and the ids that do not count because the job has seen them before. Lateral, with a
   * limit: else, in a table that is not analyzed yet, as in every first pull, the planner takes the account for a handful
   * of rows and reads all of it for each page.
   */
  async #compare(
    tx: Kysely<unknown>,
    page: RecordPage<Row>,
    contents: ReadonlyMap<string, Content>,
  ): Promise<{ differing: DifferingRow[]; known: ReadonlySet<string> }> {
    const ids = [...contents.keys()]
    const hashes = Array.from(contents.values(), (content) => content.hash)
    const idType = sql.raw(this.#columns.find((column) => column.property === 'id')!.type)
    const { rows } = await sql<DifferingRow & { known: string[] | null }>`
      with page as (select * from unnest(${ids}::text[], ${hashes}::uuid[]) as p(id, hash)),
        ${sightings(page.jobId, page.counted)}
      select p.id, p.hash, r.content_hash is null as created, null as known
      from page p
      left join lateral (
        select content_hash, deleted_at from ${sql.table(this.#table)}
        where account_id = ${page.accountId} and id = p.id::${idType} limit 1
      ) r on true
      where r.content_hash is distinct from p.hash or r.deleted_at is not null
      union all
      select null, null, null, array(select id from known)
    `.execute(tx)
    const differing = rows.filter((row) => row.known === null)
    return { differing, known: new Set(rows.find((row) => row.known !== null)!.known) }
  }

  /** COPY: no other way into the table costs PostgreSQL so little (json_to_recordset: 2.2 times as much). */
  async #insert(tx: Kysely<unknown>, accountId: number, lines: readonly string[]): Promise<void> {
    if (lines.length === 0) return
    const columns = this.#columns.map(({ name }) => `"${name}"`).join(', ')
    const statement = `copy "${this.#table}" (account_id, content_hash, pulled_at, ${columns}) from stdin`
    const text = lines.map((line) => `${accountId}\t${line}\n`).join('')
    await copyIn(tx, statement, text)
  }

  /** An upsert, because it finds each row by its key, whatever the planner believes about the table. */
  async #update(tx: Kysely<unknown>, accountId: number, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return
    const columns = sql.join(this.#columns.map(({ name }) => sql.ref(name)))
    const values = sql.join(this.#columns.map(({ property }) => sql.ref(`r.${property}`)))
    const shape = sql.join(
      this.#columns.map(({ property, type }) => sql`${sql.ref(property)} ${sql.raw(type)}`),
    )
    const assignments = sql.join(
      this.#columns
        .filter(({ property }) => property !== 'id')
        .map(({ name }) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`),
    )
    await sql`
      insert into ${sql.table(this.#table)} (account_id, content_hash, pulled_at, ${columns})
      select ${accountId}::int, r."contentHash", now(), ${values}
      from json_to_recordset(${storableJson(rows)}::json) as r("contentHash" uuid, ${shape})
      on conflict (account_id, id) do update
      set content_hash = excluded.content_hash, pulled_at = excluded.pulled_at, deleted_at = null, ${assignments}
    `.execute(tx)
  }
}

interface Content {
  /** A uuid. */
  hash: string
  /** No text in it has a character that JSON escapes: it can be stored and sent as it is. */
  isPlain: boolean
}

interface Column {
  property: string
  name: string
  type: string
  isJson: boolean
}

interface DifferingRow {
  id: string
  hash: string
  created: boolean
}

function countNew(rows: readonly DifferingRow[], known: ReadonlySet<string>): number {
  return rows.filter(({ id }) => !known.has(id)).length
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
  const first = new Set(await sight(tx, page.jobId, [...keyed.keys()]))
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

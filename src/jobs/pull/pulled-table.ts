import type { EntityManager, EntityName } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { Page } from '../../integrations/call.ts'
import type { BatchOutcome } from '../job-progress.ts'
import { keysOf, RecordWriter, type Dependants, type RecordRow } from '../record-page.ts'

/** A page that a pull is about to store. */
export interface PullPage {
  keys: readonly string[]
  /** Where the step goes on after this page; undefined after its last one. */
  next: unknown
  write(tx: Kysely<unknown>, pageName: string): Promise<BatchOutcome>
}

interface PulledTableOptions<R, Stored extends { id: string }, Row extends RecordRow<Stored>> {
  em: EntityManager
  jobId: number
  accountId: number
  entity: EntityName<Stored>
  /** What a person calls the records: "products". */
  name: string
  rulesVersion: string
  /** Whether its records are the items of the job. */
  counted: boolean
  toRow(record: R): Row
  dependants?: Dependants<Row>
  /** Those of at most `idsAtOnce` records that the platform still has. */
  byIds(ids: readonly string[]): Promise<Page<R>>
  idsAtOnce: number
}

/** One kind of records of an account, as a pull sees it. */
export class PulledTable<
  R extends { id: string },
  Stored extends { id: string },
  Row extends RecordRow<Stored> = RecordRow<Stored>,
> {
  readonly name: string
  readonly #options: PulledTableOptions<R, Stored, Row>
  readonly #writer: RecordWriter<Stored, Row>
  readonly #table: string
  readonly #idType: string

  constructor(options: PulledTableOptions<R, Stored, Row>) {
    const { em, entity, rulesVersion, dependants } = options
    const meta = em.getMetadata().get(entity)
    this.name = options.name
    this.#options = options
    this.#writer = new RecordWriter<Stored, Row>(em, entity, rulesVersion, dependants)
    this.#table = meta.tableName
    this.#idType = meta.props.find((prop) => prop.name === 'id')!.columnTypes[0]!
  }

  /** Pages of the platform, ready to be stored. */
  async *pages(source: AsyncIterable<Page<R>>): AsyncGenerator<PullPage> {
    for await (const page of source) yield this.page(page)
  }

  page(page: Page<R>): PullPage {
    const { jobId, accountId, counted } = this.#options
    const rows = page.records.map((record) => this.#options.toRow(record))
    return {
      keys: keysOf(page),
      next: page.next,
      write: (tx, pageName) =>
        this.#writer.write(tx, { jobId, accountId, rows, broken: page.broken, pageName, counted }),
    }
  }

  /** Reads these records again, so many at a time; `next` counts the ids that are done. */
  async *again(ids: readonly string[], next: unknown): AsyncGenerator<PullPage> {
    const { idsAtOnce } = this.#options
    for (let done = Number(next ?? 0); done < ids.length; done += idsAtOnce) {
      const page = await this.#options.byIds(ids.slice(done, done + idsAtOnce))
      yield this.page({ ...page, next: done + idsAtOnce < ids.length ? done + idsAtOnce : undefined })
    }
  }

  /** How many records there are that still exist at the source. */
  async countLiving(db: Kysely<unknown>): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(this.#table)}
      where account_id = ${this.#options.accountId} and deleted_at is null
    `.execute(db)
    return rows[0]!.count
  }

  /** Those that the job has not sighted and that nothing else has written since it began. */
  async findUnseen(db: Kysely<unknown>): Promise<string[]> {
    const { jobId, accountId } = this.#options
    // EXCEPT, because its work grows with the rows whatever the planner believes of the arrays; an anti-join's may not.
    const { rows } = await sql<{ id: string }>`
      select id::text as id from ${sql.table(this.#table)}
      where account_id = ${accountId} and deleted_at is null
        and pulled_at < (select started_at from background_job where id = ${jobId})
      except select unnest(record_ids) from job_sighting where job_id = ${jobId}
      order by id
    `.execute(db)
    return rows.map((row) => row.id)
  }

  /**
   * Asks for records by id, page by page, that seem to be gone: what is there is stored like any other, what is missing
   * is marked as deleted at the source; `marked` says how many those are. `next` counts the ids that are done.
   */
  async *confirm(doubted: readonly string[], next?: unknown): AsyncGenerator<PullPage & { marked: number }> {
    const { idsAtOnce } = this.#options
    for (let done = Number(next ?? 0); done < doubted.length; done += idsAtOnce) {
      const ids = doubted.slice(done, done + idsAtOnce)
      const answer = await this.#options.byIds(ids)
      const there = new Set(keysOf(answer))
      const missing = ids.filter((id) => !there.has(id))
      const page = this.page({ ...answer, next: undefined })
      yield {
        keys: ids,
        next: done + idsAtOnce < doubted.length ? done + idsAtOnce : undefined,
        marked: missing.length,
        write: async (tx, pageName) => {
          await this.#markDeleted(tx, missing)
          return page.write(tx, pageName)
        },
      }
    }
  }

  async #markDeleted(tx: Kysely<unknown>, ids: readonly string[]): Promise<void> {
    await sql`
      update ${sql.table(this.#table)} set deleted_at = now()
      where account_id = ${this.#options.accountId} and deleted_at is null
        and id = any(${[...ids]}::${sql.raw(this.#idType)}[])
    `.execute(tx)
    await this.#options.dependants?.remove(tx, this.#options.accountId, ids)
  }
}

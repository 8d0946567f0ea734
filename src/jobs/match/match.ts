import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { JobContext } from '../define-job.ts'
import type { BatchOutcome } from '../job-progress.ts'
import { TABLES } from '../mappings/account-pair.ts'
import { lockPair } from '../mappings/pair-lock.ts'
import { sightRange } from '../sightings.ts'
import type { MatchStrategy } from '../types/input-fields.ts'
import { addCounts, countNhanh, countShopify, NO_COUNTS, type MatchCounts } from './match-counts.ts'
import { analyzeChanged, analyzeWhole } from './analyze.ts'
import type { MatchKind, MatchScope } from './match-kind.ts'
import { prepareLinks, storeLinks, writeLinkLines } from './match-links.ts'
import { prepareCases, removeSettledReviews, writeReviewLines, writeReviews } from './match-reviews.ts'

/** Shopify records in a batch unless told. */
const BATCH_SIZE = 2_000

interface MatchInput {
  strategy?: MatchStrategy
  dryRun?: boolean
  batchSize?: number
}

interface Checkpoint {
  /** First all that is certain is linked, and only then the rest is judged, so that the order of the records changes nothing. */
  pass: 'linking' | 'judging' | 'counting' | 'finished'
  /** The last Shopify id that the pass has done. */
  after: string
  batches: number
  shopify: MatchCounts
}

const FIRST: Checkpoint = { pass: 'linking', after: '', batches: 0, shopify: NO_COUNTS }

/**
 * Runs a match: SQL takes all records at once, BATCH range by range of the Shopify ids; both by the same statements, all in
 * the database. It goes on from the checkpoint of the context. Its items are the Shopify records.
 */
export async function runMatch(context: JobContext<MatchInput>, kind: MatchKind): Promise<void> {
  const match = new Match(context, kind)
  let at = (context.checkpoint as Checkpoint | null) ?? (await match.begin())
  while (at.pass !== 'finished') at = await match.batch(at)
}

class Match {
  readonly #context: JobContext<MatchInput>
  readonly #kind: MatchKind
  readonly #strategy: MatchStrategy
  readonly #whole: MatchScope
  readonly #db: Kysely<unknown>

  constructor(context: JobContext<MatchInput>, kind: MatchKind) {
    const { input, platforms } = context
    this.#context = context
    this.#kind = kind
    this.#strategy = input.strategy ?? 'SQL'
    this.#db = context.em.getKysely<unknown>()
    this.#whole = {
      jobId: context.jobId,
      dryRun: input.dryRun ?? false,
      nhanhAccountId: platforms.NHANH.accountId,
      shopifyAccountId: platforms.SHOPIFY.accountId,
      range: null,
    }
  }

  async begin(): Promise<Checkpoint> {
    const { jobId, progress } = this.#context
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(TABLES[this.#kind.kind].SHOPIFY)}
      where account_id = ${this.#whole.shopifyAccountId} and deleted_at is null
    `.execute(this.#db)
    // What a run of this job linked before it began anew was linked before this one.
    await sql`update ${sql.table(TABLES[this.#kind.kind].mappings)} set job_id = null where job_id = ${jobId}`.execute(
      this.#db,
    )
    await analyzeChanged(this.#db, [...Object.values(TABLES[this.#kind.kind]), ...this.#kind.furtherTables])
    await progress.describe({ total: rows[0]!.count, metadata: { strategy: this.#strategy } })
    return FIRST
  }

  /** Does the next batch and tells where the one behind it begins. */
  async batch(at: Checkpoint): Promise<Checkpoint> {
    const { progress } = this.#context
    const range = at.pass === 'counting' ? null : await this.#nextRange(at.after)
    const scope = { ...this.#whole, range: range && { after: at.after, upTo: range.upTo } }
    const batches = at.batches + 1
    const isLast = range?.isLast ?? true
    const next = {
      ...at,
      batches,
      ...(isLast ? { pass: this.#passAfter(at.pass), after: '' } : { after: range!.upTo }),
    }
    let reached = next
    await progress.batch({
      // No two at a time: each waits for the pair's lock, and for the commit of the one before.
      keys: [this.#kind.kind],
      write: async (tx) => {
        // What it looks into by an index has just been read: it lies in memory.
        await sql`set local random_page_cost = 1.1`.execute(tx)
        // The keys of a large shop, without going to the disk for them.
        if (scope.range === null) await sql`set local work_mem = '64MB'`.execute(tx)
        const written = await this.#write(tx, at, scope)
        const { outcome, shopify, nhanh } = written
        reached = { ...next, shopify: addCounts(at.shopify, shopify) }
        await sightRange(tx, this.#whole.jobId, `${at.pass} ${batches}`, shopify.lookedAt)
        const metadata = { shopify: reached.shopify, ...(nhanh && { nhanh }) }
        const writeLines = (first: number) => written.writeLines(first)
        return { ...outcome, writeLines, checkpoint: reached, metadata }
      },
      checkpoint: next,
      phase: this.#strategy === 'SQL' ? at.pass : `${at.pass}, batch ${batches}`,
      metadata: { batches },
    })
    await progress.drain()
    return reached
  }

  #passAfter(pass: Checkpoint['pass']): Checkpoint['pass'] {
    if (this.#strategy === 'SQL' || pass === 'counting') return 'finished'
    return pass === 'linking' ? 'judging' : 'counting'
  }

  /** Up to where the next batch goes; null when it takes all at once. */
  async #nextRange(after: string): Promise<{ upTo: string; isLast: boolean } | null> {
    if (this.#strategy === 'SQL') return null
    const size = this.#context.input.batchSize ?? BATCH_SIZE
    const following = (from: RawBuilder<unknown>) => sql`
      select id from ${sql.table(TABLES[this.#kind.kind].SHOPIFY)}
      where account_id = ${this.#whole.shopifyAccountId} and deleted_at is null and id > ${from}`
    const { rows } = await sql<{ last: string | null; is_last: boolean }>`
      select last, not exists (${following(sql`last`)}) as is_last
      from (select max(id) as last from (${following(sql`${after}`)} order by id limit ${size}) batch) batch
    `.execute(this.#db)
    return { upTo: rows[0]!.last ?? after, isLast: rows[0]!.is_last }
  }

  async #write(tx: Kysely<unknown>, { pass }: Checkpoint, scope: MatchScope): Promise<Written> {
    if (this.#strategy === 'SQL') {
      const links = await this.#link(tx, scope)
      return together(links, await this.#judge(tx, scope, links.outcome.created))
    }
    if (pass === 'linking') return this.#link(tx, scope)
    return pass === 'judging' ? this.#judge(tx, scope) : this.#countWhole(tx, scope)
  }

  /** Links what is certain. */
  async #link(tx: Kysely<unknown>, scope: MatchScope): Promise<Written> {
    const kind = this.#kind
    const pairs = await kind.preparePairs(tx, scope)
    if (!scope.dryRun) await lockPair(tx, kind.kind, scope)
    await prepareLinks(tx, kind, scope, pairs)
    const linked = await storeLinks(tx, kind, scope)
    await analyzeWhole(tx, scope, scope.dryRun ? 'planned_link' : TABLES[kind.kind].mappings)
    return {
      outcome: { ...NOTHING, created: linked },
      shopify: { ...NO_COUNTS, lookedAt: linked, linked },
      writeLines: async (first) => (scope.dryRun ? writeLinkLines(tx, kind, scope, first) : 0),
    }
  }

  /** Makes reviews of what is not certain, and says of everything what became of it. `linkedNow`: in this transaction. */
  async #judge(tx: Kysely<unknown>, scope: MatchScope, linkedNow?: number): Promise<Written> {
    const kind = this.#kind
    const whole = scope.range === null ? await this.#countWhole(tx, scope, linkedNow) : null
    if (!whole) await prepareCases(tx, kind, scope)
    if (!scope.dryRun) await writeReviews(tx, kind, scope)
    // The links were counted when they were made.
    const { linked, ...others } = await countShopify(tx, kind, scope, linkedNow)
    const shopify = { ...others, linked: 0, lookedAt: others.lookedAt - linked }
    const { alreadyLinked, lookedAt } = shopify
    return {
      outcome: { ...NOTHING, unchanged: alreadyLinked, skipped: lookedAt - alreadyLinked },
      shopify,
      nhanh: whole?.nhanh,
      writeLines: (first) => writeReviewLines(tx, kind, scope, first),
    }
  }

  /** Counts the records of Nhanh, and clears what is nothing to decide any more: both need the whole. */
  async #countWhole(tx: Kysely<unknown>, scope: MatchScope, linkedNow?: number): Promise<Written> {
    if (this.#strategy === 'BATCH')
      await analyzeChanged(tx, [TABLES[this.#kind.kind].mappings, 'planned_link'])
    await prepareCases(tx, this.#kind, scope)
    if (!scope.dryRun) await removeSettledReviews(tx, this.#kind, scope)
    const nhanh = await countNhanh(tx, this.#kind, scope, linkedNow)
    return { outcome: NOTHING, shopify: NO_COUNTS, nhanh, writeLines: async () => 0 }
  }
}

const NOTHING = { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, entries: [] }

interface Written {
  outcome: Omit<BatchOutcome, 'writeLines'>
  /** Of the records that this batch was the one to count. */
  shopify: MatchCounts
  nhanh?: MatchCounts | undefined
  writeLines(firstNumber: number): Promise<number>
}

function together(links: Written, judged: Written): Written {
  return {
    outcome: { ...judged.outcome, created: links.outcome.created },
    shopify: addCounts(links.shopify, judged.shopify),
    nhanh: judged.nhanh,
    async writeLines(first) {
      const lines = await links.writeLines(first)
      return lines + (await judged.writeLines(first + lines))
    },
  }
}

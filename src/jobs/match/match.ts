import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { JobContext } from '../define-job.ts'
import type { BatchOutcome } from '../job-progress.ts'
import { writeLedgerOf } from '../ledger.ts'
import { lockPair } from '../mappings/pair-lock.ts'
import { sightRange } from '../sightings.ts'
import type { MatchStrategy } from '../types/input-fields.ts'
import { addCounts, countNhanh, countShopify, NO_COUNTS, type MatchCounts } from './match-counts.ts'
import { analyzeChanged, analyzeWhole } from './analyze.ts'
import { isTakenApart, linksOf, probing, type MatchKind, type MatchScope } from './match-kind.ts'
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
      select count(*)::int as count from ${sql.table(this.#kind.shopifyTable)}
      where account_id = ${this.#whole.shopifyAccountId} and deleted_at is null
    `.execute(this.#db)
    // What a run of this job linked before it began anew was linked before this one.
    await sql`update ${sql.table(this.#kind.mappingTable)} set job_id = null where job_id = ${jobId}`.execute(
      this.#db,
    )
    await analyzeChanged(this.#db, this.#kind.tables)
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
    const { rows } = await sql<{ count: number; last: string | null; behind: boolean }>`
      select count(*)::int as count, max(id) filter (where place <= ${size}) as last
      from (
        select id, row_number() over (order by id) as place from ${sql.table(this.#kind.shopifyTable)}
        where account_id = ${this.#whole.shopifyAccountId} and deleted_at is null and id > ${after}
        order by id limit ${size + 1}
      ) batch
    `.execute(this.#db)
    return { upTo: rows[0]!.last ?? after, isLast: rows[0]!.count <= size }
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
    await kind.preparePairs(tx, scope)
    if (!scope.dryRun) await lockPair(tx, kind.kind, scope)
    await prepareLinks(tx, kind, scope)
    const linked = await storeLinks(tx, kind, scope)
    if (scope.range === null)
      await sql`analyze ${sql.table(scope.dryRun ? 'planned_link' : kind.mappingTable)}`.execute(tx)
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
    if (this.#strategy === 'BATCH') await analyzeChanged(tx, [this.#kind.mappingTable, 'planned_link'])
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

/**
 * Makes `match_link`: the pairs of which neither is linked, be it to a record that is gone, and which nobody has taken apart.
 * In a table of its own, because a statement that fills a table while it looks into it does not know how large it gets.
 */
async function prepareLinks(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<void> {
  const links = linksOf(kind.mappingTable, scope)
  const probe = probing(scope)
  await analyzeWhole(tx, scope, 'match_pair')
  await sql`
    create temp table match_link on commit drop as
    select * from match_pair p
    where not exists (select from ${links} l where l.shopify_id = p.shopify_id ${probe})
      and not exists (select from ${links} l where l.nhanh_id = p.nhanh_id ${probe})
      and not ${isTakenApart(kind.kind, scope, sql`p.nhanh_id`, sql`p.shopify_id`)}
      and not ${isIgnored(kind, scope)}
  `.execute(tx)
}

/**
 * Whether a person has decided that the pair's key says nothing, when only another link stood in its way. Had anything else,
 * it is gone now, and with it the facts of the decision.
 */
function isIgnored(kind: MatchKind, { nhanhAccountId, shopifyAccountId }: MatchScope): RawBuilder<unknown> {
  return sql`exists (
    select from match_review r
    where r.kind = ${kind.kind} and r.nhanh_account_id = ${nhanhAccountId} and r.shopify_account_id = ${shopifyAccountId}
      and r.key_field = p.key_field and r.key = p.key and r.decision = 'IGNORE'
      and r.reason in ('ALREADY_LINKED', 'REPLACED') and r.nhanh_count = 1 and r.shopify_count = 1
      and exists (select from match_candidate c
        where c.review_id = r.id and c.side = 'NHANH' and c.record_id = p.nhanh_id::text)
      and exists (select from match_candidate c
        where c.review_id = r.id and c.side = 'SHOPIFY' and c.record_id = p.shopify_id))`
}

async function storeLinks(tx: Kysely<unknown>, kind: MatchKind, scope: MatchScope): Promise<number> {
  const { nhanhAccountId, shopifyAccountId, jobId, dryRun } = scope
  const { numAffectedRows } = dryRun
    ? await sql`
        insert into planned_link (job_id, shopify_id, nhanh_id)
        select ${jobId}, shopify_id, nhanh_id from match_link order by shopify_id
      `.execute(tx)
    : await sql`
        insert into ${sql.table(kind.mappingTable)}
          (nhanh_account_id, shopify_account_id, nhanh_id, shopify_id, origin, key_field, key, job_id)
        select ${nhanhAccountId}, ${shopifyAccountId}, nhanh_id, shopify_id, 'MATCHED', key_field, key, ${jobId}
        from match_link order by shopify_id
      `.execute(tx)
  return Number(numAffectedRows ?? 0)
}

function writeLinkLines(
  tx: Kysely<unknown>,
  kind: MatchKind,
  scope: MatchScope,
  firstNumber: number,
): Promise<number> {
  return writeLedgerOf(
    tx,
    scope.jobId,
    firstNumber,
    sql`
      select row_number() over (order by s.id)::int as number, s.id as key, ${kind.title} as title, 'CREATED' as outcome,
        null as code, null as message, null::jsonb as before,
        jsonb_build_object('nhanhId', p.nhanh_id::text, 'keyField', p.key_field, 'key', p.key) as after,
        concat_ws(' ', s.search_text, lower(p.key), p.nhanh_id::text) as search_text
      from match_link p
      join ${sql.table(kind.shopifyTable)} s on s.account_id = ${scope.shopifyAccountId} and s.id = p.shopify_id
    `,
  )
}

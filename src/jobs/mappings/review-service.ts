import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely, type RawBuilder } from 'kysely'
import { PLATFORMS, type Platform } from '../../entities/account.ts'
import { MatchReview } from '../../entities/match-review.ts'
import { inputIssue, type InputIssue } from '../input-issues.ts'
import type { Platforms } from '../platforms.ts'
import { connectedPair, TABLES, type AccountPair, type PlatformNotConfigured } from './account-pair.ts'
import { forgetFailures } from './failures.ts'
import { link, type AnyMapping, type LinkResult } from './link.ts'
import { lockPair } from './pair-lock.ts'

/** What a person decides: the two that belong together, or that the key says nothing. */
export type ReviewDecision =
  /** Null where the review has one candidate only. */
  { decision: 'LINK'; nhanhId: string | null; shopifyId: string | null } | { decision: 'IGNORE' }

export type ReviewResult =
  /** The review as it is now, and the mapping that the decision made. */
  | { kind: 'done'; review: MatchReview; mapping: AnyMapping | null }
  | { kind: 'reviewNotFound' }
  | { kind: 'alreadyDecided'; review: MatchReview }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | Exclude<LinkResult, { kind: 'done' }>
  | PlatformNotConfigured

type Decide = (tx: Kysely<unknown>, pair: AccountPair, review: MatchReview) => Promise<ReviewResult>

/** What a person decides on the reviews of the accounts that this server is connected to. */
export class ReviewService {
  readonly #em: EntityManager
  readonly #platforms: Platforms

  constructor({ em, platforms }: { em: EntityManager; platforms: Platforms }) {
    this.#em = em
    this.#platforms = platforms
  }

  /** Stores a decision and what it links, both or nothing. Other reviews stay as they are until the next match. */
  async resolve(id: number, decision: ReviewDecision): Promise<ReviewResult> {
    return this.#decide(id, async (tx, pair, review) => {
      if (review.decision !== null) return { kind: 'alreadyDecided', review }
      if (decision.decision === 'IGNORE') {
        const ignored = await this.#store(tx, id, sql`decision = 'IGNORE', decided_at = now()`)
        return { kind: 'done', review: ignored, mapping: null }
      }
      const chosen = await choose(tx, id, { NHANH: decision.nhanhId, SHOPIFY: decision.shopifyId })
      if ('issues' in chosen) return { kind: 'invalidInput', issues: chosen.issues }
      const { NHANH: nhanhId, SHOPIFY: shopifyId } = chosen.ids
      const { kind, key, keyField } = review
      const linked = await link(tx, this.#em, pair, { kind, nhanhId, shopifyId, key, keyField })
      if (linked.kind !== 'done') return linked
      const decided = await this.#store(
        tx,
        id,
        sql`decision = 'LINK', decided_at = now(), linked_nhanh_id = ${nhanhId}::bigint, linked_shopify_id = ${shopifyId}`,
      )
      return { kind: 'done', review: decided, mapping: linked.mapping }
    })
  }

  /**
   * Takes a decision back, and with it the mapping that it made, where that is still there; the pair is not remembered
   * as taken apart. A review that is open stays so.
   */
  async reopen(id: number): Promise<ReviewResult> {
    return this.#decide(id, async (tx, pair, review) => {
      if (review.decision === 'LINK') {
        const { rows } = await sql<{ id: number }>`
          delete from ${sql.table(TABLES[review.kind].mappings)}
          where nhanh_account_id = ${pair.nhanhAccountId} and shopify_account_id = ${pair.shopifyAccountId}
            and nhanh_id = ${review.linkedNhanhId}::bigint and shopify_id = ${review.linkedShopifyId}
            and origin = 'MANUAL' and key_field = ${review.keyField} and key = ${review.key}
          returning id
        `.execute(tx)
        const removed = rows.map((row) => row.id)
        await forgetFailures(tx, review.kind, removed)
      }
      const open = sql`decision = null, decided_by = null, decided_at = null, linked_nhanh_id = null, linked_shopify_id = null`
      return { kind: 'done', review: await this.#store(tx, id, open), mapping: null }
    })
  }

  async #decide(id: number, decide: Decide): Promise<ReviewResult> {
    const pair = connectedPair(this.#platforms)
    if ('kind' in pair) return pair
    const db = this.#em.fork().getKysely<unknown>()
    const before = await this.#read(db, pair, id)
    if (!before) return { kind: 'reviewNotFound' }
    return db.transaction().execute(async (tx) => {
      await lockPair(tx, before.kind, pair)
      // Read again: a match or another person may have changed it while this one waited.
      const review = await this.#read(tx, pair, id)
      return review ? decide(tx, pair, review) : { kind: 'reviewNotFound' }
    })
  }

  async #read(db: Kysely<unknown>, pair: AccountPair, id: number): Promise<MatchReview | null> {
    const { rows } = await sql<Record<string, unknown>>`
      select * from match_review where id = ${id} and nhanh_account_id = ${pair.nhanhAccountId}
        and shopify_account_id = ${pair.shopifyAccountId}
    `.execute(db)
    return rows[0] ? this.#em.fork().map(MatchReview, rows[0]) : null
  }

  async #store(tx: Kysely<unknown>, id: number, changes: RawBuilder<unknown>): Promise<MatchReview> {
    const { rows } = await sql<Record<string, unknown>>`
      update match_review set ${changes} where id = ${id} returning *
    `.execute(tx)
    return this.#em.fork().map(MatchReview, rows[0]!)
  }
}

const NAMES = { NHANH: { path: 'nhanhId', name: 'Nhanh' }, SHOPIFY: { path: 'shopifyId', name: 'Shopify' } }

/** The candidate of each side that is meant. */
async function choose(
  tx: Kysely<unknown>,
  reviewId: number,
  wanted: Record<Platform, string | null>,
): Promise<{ ids: Record<Platform, string> } | { issues: InputIssue[] }> {
  const issues: InputIssue[] = []
  const ids: Partial<Record<Platform, string>> = {}
  for (const side of PLATFORMS) {
    const { path, name } = NAMES[side]
    const id = wanted[side]
    const found = await candidates(tx, reviewId, side, id)
    if (found.length === 1) ids[side] = found[0]!
    else if (id === null)
      issues.push(
        inputIssue(
          path,
          `the review has not one candidate in ${name} only; name the one to link`,
          `bên ${name} không có đúng một bản ghi; hãy chọn bản cần ghép`,
        ),
      )
    else {
      const shown = JSON.stringify(id.slice(0, 60))
      issues.push(
        inputIssue(
          path,
          `${shown} is no candidate in ${name} of the review`,
          `bên ${name} không có bản ghi ${shown} để chọn`,
        ),
      )
    }
  }
  return issues.length > 0 ? { issues } : { ids: ids as Record<Platform, string> }
}

/** The candidate with this id, or of all candidates the first two. */
async function candidates(
  tx: Kysely<unknown>,
  reviewId: number,
  side: Platform,
  id: string | null,
): Promise<string[]> {
  if (id?.includes('\0')) return []
  const named = id === null ? sql`true` : sql`record_id = ${id}`
  const { rows } = await sql<{ record_id: string }>`
    select record_id from match_candidate where review_id = ${reviewId} and side = ${side} and ${named} limit 2
  `.execute(tx)
  return rows.map((row) => row.record_id)
}

import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { JobStatus } from '../../entities/background-job.ts'
import { inputIssue, notInFuture, type InputIssue } from '../input-issues.ts'
import { connectedPair, type AccountPair, type PlatformNotConfigured } from '../mappings/account-pair.ts'
import type { Platforms } from '../platforms.ts'
import { storableText } from '../storable-json.ts'
import { readWriteState, type WriteState } from './write-switch.ts'

export interface WriteChange {
  enabled: boolean
  /** When it becomes the opposite again; null: not by itself. */
  until: Date | null
  reason: string | null
}

export type WriteChangeResult =
  /** As it is now. */
  | { kind: 'done'; state: WriteState }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  /** Nobody has seen yet what would be written. */
  | { kind: 'dryRunRequired' }
  | PlatformNotConfigured

const LONGEST_REASON = 500
/** A dry run tells so long what would be written. */
const DRY_RUN_HOURS = 24
const SYNC_TYPES = ['PRODUCT_SYNC', 'CUSTOMER_SYNC']
const REACHED_THEIR_END: readonly JobStatus[] = ['COMPLETED', 'COMPLETED_WITH_ERRORS']

/** Whether jobs may write to the shop that this server is connected to. Nhanh is never written to. */
export class WriteSwitchService {
  readonly #em: EntityManager
  readonly #platforms: Platforms

  constructor({ em, platforms }: { em: EntityManager; platforms: Platforms }) {
    this.#em = em
    this.#platforms = platforms
  }

  /** Off while no shop is connected. */
  async read(): Promise<WriteState> {
    const shop = this.#platforms.connections.SHOPIFY
    if (!shop) return { enabled: false, until: null, reason: null }
    return readWriteState(this.#em.fork().getKysely<unknown>(), shop)
  }

  /**
   * Writing to a real shop is only switched on, or on for longer, within a day after a dry run of a sync. Switching off
   * is never refused; its `until` is left out where writing was on for a time only or could not be switched on now, so
   * that nothing is on at its end that nobody allowed.
   */
  async set(change: WriteChange, changedBy: string | null): Promise<WriteChangeResult> {
    const issues = issuesOf(change)
    if (issues.length > 0) return { kind: 'invalidInput', issues }
    const { SHOPIFY: shop } = this.#platforms.connections
    if (!shop) {
      const missing = this.#platforms.missing('SHOPIFY')
      return { kind: 'platformNotConfigured', platform: 'SHOPIFY', missing }
    }
    const pair = connectedPair(this.#platforms)
    if (change.enabled && 'kind' in pair) return pair
    const db = this.#em.fork().getKysely<unknown>()
    return db.transaction().execute(async (tx): Promise<WriteChangeResult> => {
      await lockSwitch(tx, shop.accountId)
      const before = await readWriteState(tx, shop)
      const isAllowed = shop.sandbox || (!('kind' in pair) && (await hasDryRun(tx, pair)))
      if (change.enabled && isMore(change, before) && !isAllowed) return { kind: 'dryRunRequired' }
      const until = change.enabled || mayComeBack(before, isAllowed) ? change.until : null
      await store(tx, shop.accountId, { ...change, until }, changedBy)
      return { kind: 'done', state: await readWriteState(tx, shop) }
    })
  }
}

function issuesOf({ until, reason }: WriteChange): InputIssue[] {
  const issues: InputIssue[] = []
  if (until && until.getTime() <= Date.now()) issues.push(notInFuture('until', until))
  if (reason !== null && reason.length > LONGEST_REASON) {
    const issue = inputIssue(
      'reason',
      `${reason.length} characters are too many; at most ${LONGEST_REASON} are allowed`,
      `${reason.length} ký tự là quá dài; chỉ được tối đa ${LONGEST_REASON}`,
    )
    issues.push(issue)
  }
  return issues
}

/** Whether writing would be on when it is not now. */
function isMore({ until }: WriteChange, before: WriteState): boolean {
  if (!before.enabled) return true
  return before.until !== null && (until === null || until > before.until)
}

/** Whether writing may go on by itself after it is switched off now. */
function mayComeBack(before: WriteState, isAllowed: boolean): boolean {
  if (before.enabled) return before.until === null
  return before.until !== null || isAllowed
}

async function hasDryRun(tx: Kysely<unknown>, pair: AccountPair): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (
      select from background_job where type = any(${SYNC_TYPES}::text[]) and dry_run and not jsonb_exists(input::jsonb, 'mappingIds')
        and status = any(${REACHED_THEIR_END}::text[])
        and completed_at > now() - make_interval(hours => ${DRY_RUN_HOURS})
        and account_ids @> ${[pair.nhanhAccountId, pair.shopifyAccountId]}::int[]
    ) as has
  `.execute(tx)
  return rows[0]!.has
}

/** One change at a time: what is stored depends on what was. */
async function lockSwitch(tx: Kysely<unknown>, accountId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`write switch ${accountId}`}, 0))`.execute(tx)
}

async function store(
  tx: Kysely<unknown>,
  accountId: number,
  { enabled, until, reason }: WriteChange,
  changedBy: string | null,
): Promise<void> {
  await sql`
    insert into write_switch (account_id, enabled, until, reason, changed_by)
    values (${accountId}, ${enabled}, ${until?.toISOString() ?? null}::timestamptz,
      ${reason === null ? null : storableText(reason)}, ${changedBy})
    on conflict (account_id) do update set enabled = excluded.enabled, until = excluded.until,
      reason = excluded.reason, changed_by = excluded.changed_by, changed_at = now()
  `.execute(tx)
}

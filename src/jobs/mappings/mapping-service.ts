import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { MAPPING_POLICIES } from '../../entities/mapping.ts'
import { RECORD_KINDS, type RecordKind } from '../../entities/pair-columns.ts'
import { inputIssue, notInFuture, type InputIssue } from '../input-issues.ts'
import type { Platforms } from '../platforms.ts'
import { connectedPair, TABLES, type AccountPair, type PlatformNotConfigured } from './account-pair.ts'
import { forgetFailures } from './failures.ts'
import { link, type LinkResult } from './link.ts'
import type { MappingId } from './mapping-id.ts'
import { lockPair } from './pair-lock.ts'

export interface PolicyChange {
  policy: (typeof MAPPING_POLICIES)[number]
  /** Pieces to hold back; null leaves what is set. */
  reserve: number | null
  /** When SYNC holds again; null: not by itself. */
  until: Date | null
}

/** So many mappings were changed, or nothing was, because some of them do not exist. */
export type MappingsResult =
  { kind: 'done'; count: number } | { kind: 'unknownMappings'; unknown: MappingId[] } | PlatformNotConfigured

/** What a person does with the mappings between the accounts that this server is connected to. */
export class MappingService {
  readonly #em: EntityManager
  readonly #platforms: Platforms

  constructor({ em, platforms }: { em: EntityManager; platforms: Platforms }) {
    this.#em = em
    this.#platforms = platforms
  }

  /** Links two records, under the rules of {@link link}: however many ask at once, a record is linked once. */
  async map(
    kind: RecordKind,
    nhanhId: string,
    shopifyId: string,
  ): Promise<LinkResult | PlatformNotConfigured> {
    return this.#change([kind], (tx, pair) =>
      link(tx, this.#em, pair, { kind, nhanhId, shopifyId, key: null, keyField: null }),
    )
  }

  /** Removes mappings and remembers their pairs, so that no match links them again by itself. */
  async unmap(kind: RecordKind, numbers: number[]): Promise<MappingsResult> {
    return this.#change([kind], async (tx, pair) => {
      const unknown = await unknownOf(tx, pair, kind, numbers)
      if (unknown.length > 0) return { kind: 'unknownMappings', unknown }
      const { rows } = await sql`
        with removed as (delete from ${sql.table(TABLES[kind].mappings)} where id = any(${numbers}::int[]) returning *)
        insert into unlinked_pair (nhanh_account_id, shopify_account_id, kind, shopify_id, nhanh_id)
        select nhanh_account_id, shopify_account_id, ${kind}, shopify_id, nhanh_id from removed
        on conflict (nhanh_account_id, shopify_account_id, kind, shopify_id, nhanh_id) do update set at = now()
        returning 1
      `.execute(tx)
      await forgetFailures(tx, kind, numbers)
      return { kind: 'done', count: rows.length }
    })
  }

  /** Says how the records of these mappings are kept in step from now on. */
  async setPolicy(
    ids: MappingId[],
    change: PolicyChange,
  ): Promise<MappingsResult | { kind: 'invalidInput'; issues: InputIssue[] }> {
    const kinds = RECORD_KINDS.filter((kind) => ids.some((id) => id.kind === kind))
    const issues = issuesOf(change, kinds.includes('CUSTOMER'))
    if (issues.length > 0) return { kind: 'invalidInput', issues }
    return this.#change(kinds, async (tx, pair) => {
      const numbersOf = (kind: RecordKind) => ids.filter((id) => id.kind === kind).map(({ number }) => number)
      const unknown: MappingId[] = []
      for (const kind of kinds) unknown.push(...(await unknownOf(tx, pair, kind, numbersOf(kind))))
      if (unknown.length > 0) return { kind: 'unknownMappings', unknown }
      let count = 0
      for (const kind of kinds) {
        const reserve = change.reserve === null ? sql`` : sql`, reserve = ${change.reserve}`
        const { numAffectedRows } = await sql`
          update ${sql.table(TABLES[kind].mappings)} set policy = ${change.policy},
            policy_until = ${change.until?.toISOString() ?? null}::timestamptz${reserve}
          where id = any(${numbersOf(kind)}::int[])
        `.execute(tx)
        count += Number(numAffectedRows)
      }
      return { kind: 'done', count }
    })
  }

  /** One transaction that nobody else changes mappings of these kinds beside. */
  async #change<Result>(
    kinds: readonly RecordKind[],
    write: (tx: Kysely<unknown>, pair: AccountPair) => Promise<Result>,
  ): Promise<Result | PlatformNotConfigured> {
    const pair = connectedPair(this.#platforms)
    if ('kind' in pair) return pair
    return this.#em
      .fork()
      .getKysely<unknown>()
      .transaction()
      .execute(async (tx) => {
        for (const kind of kinds) await lockPair(tx, kind, pair)
        return write(tx, pair)
      })
  }
}

function issuesOf({ policy, reserve, until }: PolicyChange, ofCustomers: boolean): InputIssue[] {
  const issues: InputIssue[] = []
  const refuse = (path: string, en: string, vi: string) => issues.push(inputIssue(path, en, vi))
  if (ofCustomers && policy === 'ZERO')
    refuse(
      'policy',
      'ZERO is for product mappings only: a customer has no stock',
      'ZERO chỉ dùng cho liên kết sản phẩm: khách hàng không có tồn',
    )
  if (ofCustomers && reserve !== null)
    refuse(
      'reserve',
      'is for product mappings only: a customer has no stock',
      'chỉ dùng cho liên kết sản phẩm: khách hàng không có tồn',
    )
  if (reserve !== null && reserve < 0)
    refuse(
      'reserve',
      `${reserve} is not allowed; it must be 0 or more`,
      `${reserve} không hợp lệ; phải từ 0 trở lên`,
    )
  if (until && policy === 'SYNC')
    refuse(
      'until',
      'goes with HOLD or ZERO; SYNC is what holds afterwards',
      'chỉ đi với HOLD hoặc ZERO; hết hạn thì trở lại SYNC',
    )
  if (until && until.getTime() <= Date.now()) issues.push(notInFuture('until', until))
  return issues
}

/** Those of the numbers that name no mapping of the pair. */
export async function unknownOf(
  tx: Kysely<unknown>,
  pair: AccountPair,
  kind: RecordKind,
  numbers: number[],
): Promise<MappingId[]> {
  const { rows } = await sql<{ number: number }>`
    select number from unnest(${numbers}::int[]) as number where not exists (
      select from ${sql.table(TABLES[kind].mappings)} where id = number
        and nhanh_account_id = ${pair.nhanhAccountId} and shopify_account_id = ${pair.shopifyAccountId})
  `.execute(tx)
  return rows.map(({ number }) => ({ kind, number }))
}

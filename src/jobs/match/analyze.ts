import { sql, type Kysely } from 'kysely'
import type { MatchScope } from './match-kind.ts'

/**
 * After a pull the planner knows a table as it was before it, and would take ways that are slow by orders. Autovacuum sees to
 * that within minutes; a match may begin sooner.
 */
export async function analyzeChanged(db: Kysely<unknown>, tables: readonly string[]): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select t.relname as name from pg_stat_user_tables t join pg_class c on c.oid = t.relid
    where t.relid = any(select to_regclass(name) from unnest(${[...tables]}::text[]) name)
      and (coalesce(last_analyze, last_autoanalyze) is null or n_mod_since_analyze > n_live_tup / 10
        -- what was written in the last seconds may not have been reported yet
        or pg_relation_size(t.relid) > 8192 * (1.1 * c.relpages + 8))
  `.execute(db)
  for (const { name } of rows) await sql`analyze ${sql.table(name)}`.execute(db)
}

/**
 * Tables that the transaction has filled get statistics, from a small sample, for else the planner takes them for small ones.
 * In a range they are small.
 */
export async function analyzeWhole(
  tx: Kysely<unknown>,
  scope: MatchScope,
  ...tables: string[]
): Promise<void> {
  if (scope.range !== null) return
  await sql`set local default_statistics_target = 10`.execute(tx)
  for (const table of tables) await sql`analyze ${sql.table(table)}`.execute(tx)
  await sql`set local default_statistics_target to default`.execute(tx)
}

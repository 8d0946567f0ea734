import { sql, type Kysely } from 'kysely'
import { CodedError } from '../../errors.ts'

/** Whether jobs may write to a platform now. `until`: when that changes by itself. */
export interface WriteState {
  enabled: boolean
  until: Date | null
  reason: string | null
}

/** A switch whose time is over has become its opposite without anybody writing that down. */
export async function readWriteState(
  db: Kysely<unknown>,
  { accountId, sandbox }: { accountId: number; sandbox: boolean },
): Promise<WriteState> {
  const { rows } = await sql<{
    enabled: boolean
    until: string | null
    reason: string | null
    is_over: boolean
  }>`
    select enabled, until, reason, coalesce(until <= now(), false) as is_over from write_switch where account_id = ${accountId}
  `.execute(db)
  const row = rows[0]
  if (!row) return { enabled: sandbox, until: null, reason: null }
  if (row.is_over) return { enabled: !row.enabled, until: null, reason: null }
  return { enabled: row.enabled, until: row.until === null ? null : new Date(row.until), reason: row.reason }
}

/** @throws CodedError WRITES_DISABLED */
export async function requireWrites(
  tx: Kysely<unknown>,
  account: { accountId: number; sandbox: boolean },
): Promise<void> {
  const { enabled, reason } = await readWriteState(tx, account)
  if (enabled) return
  const because = reason === null ? '' : `: ${reason}`
  throw new CodedError('WRITES_DISABLED', `Writing to Shopify was switched off${because}`)
}

import { sql, type RawBuilder } from 'kysely'
import type { CustomerMapping, ProductMapping } from '../../entities/mapping.ts'

type Policy = Pick<ProductMapping | CustomerMapping, 'policy' | 'policyUntil'>

/** The policy of a mapping as it stands now: one whose time is over is SYNC again, without anybody writing that down. */
export function standingPolicy({ policy, policyUntil }: Policy): Policy {
  const isOver = policyUntil instanceof Date && policyUntil.getTime() <= Date.now()
  return isOver ? { policy: 'SYNC', policyUntil: null } : { policy, policyUntil }
}

/** The same for a row that the statement calls `mapping`. */
export function standingPolicySql(): RawBuilder<string> {
  return sql`case when mapping.policy_until <= ${new Date().toISOString()}::timestamptz then 'SYNC' else mapping.policy end`
}

import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import { RateLimit } from '../entities/rate-limit.ts'
import type { RateLimitStore } from '../integrations/call.ts'

/** Keeps what must outlive a kill of an account's rate limits in PostgreSQL. */
export function createRateLimitStore(em: EntityManager, accountId: number): RateLimitStore {
  return {
    async load(bucket) {
      const row = await em.fork().findOne(RateLimit, { accountId, bucket })
      return row && { lockedUntil: row.lockedUntil ?? null, calls: row.calls.map((at) => new Date(at)) }
    },
    async save(bucket, state) {
      await sql`
        insert into rate_limit (account_id, bucket, locked_until, calls)
        values (${accountId}, ${bucket}, ${state.lockedUntil}, ${JSON.stringify(state.calls)})
        on conflict (account_id, bucket) do update set locked_until = excluded.locked_until, calls = excluded.calls
      `.execute(em.fork().getKysely<unknown>())
    },
  }
}

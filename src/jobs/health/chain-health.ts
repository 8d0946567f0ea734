import { sql, type Kysely, type RawBuilder } from 'kysely'
import { WHOLE_RUN, type JobStatus } from '../../entities/background-job.ts'
import { overdueAt, type ScheduledType } from '../schedules/schedule-queries.ts'

/** The job types that bring a shop from what both platforms have to what Shopify shows, in their order. */
const CHAIN = [
  'PULL_NHANH_PRODUCTS',
  'PULL_SHOPIFY_PRODUCTS',
  'AUTO_MATCH_PRODUCTS',
  'PRODUCT_SYNC',
  'PULL_NHANH_CUSTOMERS',
  'PULL_SHOPIFY_CUSTOMERS',
  'AUTO_MATCH_CUSTOMERS',
  'CUSTOMER_SYNC',
] as const
type ChainType = (typeof CHAIN)[number]

/** A run that reached its end. */
export interface GoodRun {
  id: number
  startedAt: Date
  completedAt: Date
  /** Records that it created or updated. */
  written: number
  /** The dry run of which it wrote what that one showed; null when it looked itself. */
  plan: { id: number; startedAt: Date } | null
}

/** How a step of the chain stands. Runs about named records, and dry runs, are none of its runs. */
export interface ChainStep {
  type: ChainType
  lastGoodRun: GoodRun | null
  /** The newest run, whatever has become of it. */
  lastRun: { id: number; status: JobStatus } | null
  /** The due moment since which a good run is missing; null when none is, or nothing schedules it. */
  overdueSince: Date | null
}

interface Row {
  type: ChainType
  good_id: number | null
  started_at: string
  completed_at: string
  written: number
  plan_id: number | null
  plan_started_at: string
  last_id: number | null
  last_status: JobStatus
  last_started_at: string | null
}

/** Every step, in the order of the chain. `scheduled`: the types that schedules run by themselves. */
export async function readChain(
  db: Kysely<unknown>,
  accountIds: readonly number[],
  { scheduled, now }: { scheduled: readonly ScheduledType[]; now: Date },
): Promise<ChainStep[]> {
  const runs = sql`(select * from background_job where ${sql.raw(WHOLE_RUN)}) job`
  const isOurs = sql`job.type = step.type and job.account_ids <@ ${[...accountIds]}::int[]`
  const { rows } = await sql<Row>`
    select step.type, good.id as good_id, good.started_at, good.completed_at, good.created + good.updated as written,
      good.plan_id, good.plan_started_at, newest.id as last_id, newest.status as last_status,
      newest.started_at as last_started_at
    from unnest(${[...CHAIN]}::text[]) with ordinality as step(type, place)
    left join lateral (
      select job.*, plan.id as plan_id, plan.started_at as plan_started_at from ${runs}
      left join job_relation applied on applied.job_id = job.id and applied.relation = 'PLAN_OF'
      left join background_job plan on plan.id = applied.related_job_id
      where ${isOurs} and job.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
        -- The plan for some records that were named says nothing of the others.
        and (plan.id is null or not jsonb_exists(plan.input, 'mappingIds'))
      order by job.created_at desc limit 1
    ) good on true
    left join lateral (
      select job.id, job.status, job.started_at from ${runs} where ${isOurs} order by job.created_at desc limit 1
    ) newest on true
    order by step.place
  `.execute(db)
  return rows.map((row) => {
    const lastGoodRun = goodRunOf(row)
    const lastRun = row.last_id === null ? null : { id: row.last_id, status: row.last_status }
    const overdueSince = overdueStep(row, { lastGoodRun, scheduled, now })
    return { type: row.type, lastGoodRun, lastRun, overdueSince }
  })
}

function goodRunOf(row: Row): GoodRun | null {
  if (row.good_id === null) return null
  const plan = row.plan_id === null ? null : { id: row.plan_id, startedAt: new Date(row.plan_started_at) }
  const { good_id: id, started_at: startedAt, completed_at: completedAt, written } = row
  return { id, startedAt: new Date(startedAt), completedAt: new Date(completedAt), written, plan }
}

/** The first due moment that one of its schedules has let pass. A run that goes on now may still become a good one. */
function overdueStep(
  { type, last_status: status, last_started_at: startedAt }: Row,
  {
    lastGoodRun,
    scheduled,
    now,
  }: { lastGoodRun: GoodRun | null; scheduled: readonly ScheduledType[]; now: Date },
): Date | null {
  const since =
    status === 'RUNNING' && startedAt !== null ? new Date(startedAt) : (lastGoodRun?.startedAt ?? new Date(0))
  const missed = scheduled
    .filter((schedule) => schedule.type === type)
    .flatMap((schedule) => {
      const { activeSince } = schedule
      return overdueAt(schedule, since > activeSince ? since : activeSince, now) ?? []
    })
  return missed.length === 0 ? null : new Date(Math.min(...missed.map((due) => due.getTime())))
}

/** By how much a ledger line of a sync changes what it is about: pieces of a product, money of a customer. */
const CHANGES: Readonly<Record<string, RawBuilder<unknown>>> = {
  PRODUCT_SYNC: sql`(
    select sum(abs((written ->> 'available')::numeric - coalesce((present ->> 'available')::numeric, 0)))
    from jsonb_array_elements(item.after -> 'levels') as written
    left join jsonb_array_elements(item.before -> 'levels') as present
      on present ->> 'locationId' = written ->> 'locationId')`,
  CUSTOMER_SYNC: sql`abs(
    coalesce((item.after ->> 'total_spent')::numeric, 0) - coalesce((item.before ->> 'total_spent')::numeric, 0))`,
}

/** The numbers of the ledger lines of a run that changed most, the largest change first; none of what is no sync. */
export async function largestChanges(
  db: Kysely<unknown>,
  { type, jobId, most }: { type: string; jobId: number; most: number },
): Promise<{ number: number; change: number }[]> {
  const change = CHANGES[type]
  if (!change) return []
  const { rows } = await sql<{ number: number; change: number }>`
    select item.number, ${change}::float8 as change from job_item item
    where item.job_id = ${jobId} and item.outcome = 'UPDATED' and jsonb_typeof(item.after) = 'object'
    order by change desc nulls last, item.number limit ${most}
  `.execute(db)
  return rows.map(({ number, change: size }) => ({ number, change: size ?? 0 }))
}

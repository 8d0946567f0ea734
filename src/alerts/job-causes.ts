import type { EntityManager } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import type { FailedJobDetail } from '../entities/alert.ts'
import type { StoredError } from '../entities/background-job.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { CauseSource, HeldCause, OpenAlert } from './cause.ts'

/** What Nhanh says when the token, or a permission of the app, is gone. */
const NHANH_REFUSALS = ['NHANH_TOKEN', 'NHANH_ACCESS']

/** A job about some records that were named says nothing of the others: it neither opens an alert nor closes one. */
const IS_WHOLE = sql`not input ?| array['ids', 'deletedIds', 'mappingIds']`

interface FailedJob {
  id: number
  type: string
  account_ids: number[]
  error: StoredError
}

interface Options {
  em: EntityManager
  jobs: Pick<JobService, 'typeNames' | 'accountIds' | 'accountId' | 'label'>
  /** Takes secrets and personal data out of a text. */
  clean: (text: string) => string
}

/**
 * The newest job of a type, dry runs and those about named records aside, has failed; until that one, or a later one of the type, reaches its end. A
 * token that Nhanh refuses is one cause for all types, until any later job of the account reaches its end.
 */
export function jobCauses({ em, jobs, clean }: Options): CauseSource {
  const toCause = ({ id, type, account_ids: accounts, error }: FailedJob): HeldCause => {
    const { code } = error
    const label = jobs.label(type)
    const detail: FailedJobDetail = { jobId: id, type, label, code, message: clean(error.message) }
    const nhanh = jobs.accountId('NHANH')
    if (NHANH_REFUSALS.includes(code) && nhanh !== null)
      return { cause: 'SCOPE_LOST', key: code, accountIds: [nhanh], detail }
    const cause = code === 'IMPLAUSIBLE_CHANGE' ? 'IMPLAUSIBLE_CHANGE' : 'JOB_FAILED'
    return { cause, key: type, accountIds: accounts.toSorted((a, b) => a - b), detail }
  }

  return {
    name: 'jobs',
    owns: ({ detail }) => 'jobId' in detail,
    async look(own) {
      const db = em.fork().getKysely<unknown>()
      const { accountIds } = jobs
      const failed = await sql<FailedJob>`
        select job.id, job.type, job.account_ids, job.error
        from unnest(${jobs.typeNames}::text[]) as types(name) cross join lateral (
          select * from background_job
          where type = types.name and not dry_run and status in ('COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED')
            and account_ids <@ ${accountIds}::int[] and ${IS_WHOLE}
          order by id desc limit 1
        ) job
        where job.status = 'FAILED' and not (job.error ->> 'code' = 'NHANH_TOKEN' and exists (
          select from background_job later
          where later.id > job.id and later.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
            and later.account_ids @> array[${jobs.accountId('NHANH')}::int] and later.account_ids <@ ${accountIds}::int[]
        ))
        order by job.id
      `.execute(db)
      const told = own.flatMap((alert) => ('jobId' in alert.detail ? [{ alert, ...alert.detail }] : []))
      const settled = await sql<{ id: number }>`
        select told.id from json_to_recordset(${JSON.stringify(told.map(toRow))}::json)
          as told(id int, job_id int, type text, account_id int)
        where exists (
          select from background_job job
          where job.id >= told.job_id and job.status in ('COMPLETED', 'COMPLETED_WITH_ERRORS')
            and account_ids <@ ${accountIds}::int[]
            and case when told.account_id is null then job.type = told.type and not job.dry_run and ${IS_WHOLE}
              else job.account_ids @> array[told.account_id] end
        )
      `.execute(db)
      const isOver = new Set(settled.rows.map(({ id }) => id))
      return [
        ...failed.rows.map(toCause),
        ...told.map(({ alert }) => alert).filter((alert) => !isOver.has(alert.id)),
      ]
    },
  }
}

/** `account_id`: where any job of the account ends the alert. */
function toRow({ alert, jobId, type, code }: FailedJobDetail & { alert: OpenAlert }) {
  const accountId = code === 'NHANH_TOKEN' ? alert.accountIds[0] : null
  return { id: alert.id, job_id: jobId, type, account_id: accountId }
}

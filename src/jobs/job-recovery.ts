import { sql } from 'kysely'
import type { EntityManager } from '@mikro-orm/postgresql'
import { BROKEN_OFF } from './job-claims.ts'
import { isAlive } from './runner-lock.ts'

export interface TakenJob {
  id: number
  type: string
  seq: number
}

/**
 * Takes back the jobs whose runner is gone, which is known by its advisory lock. RUNNING: QUEUED for another attempt from
 * the checkpoint. PAUSING: PAUSED. CANCELLING: left to whoever finds it, to be cancelled. Never touches a living
 * neighbour's, nor those of `ownRunnerId`.
 */
export async function takeBack(em: EntityManager, ownRunnerId: number): Promise<TakenJob[]> {
  const db = em.getKysely<unknown>()
  const { rows: runners } = await sql<{ runner_id: number }>`
    select distinct runner_id from background_job
    where status in ('RUNNING', 'PAUSING', 'CANCELLING') and runner_id <> ${ownRunnerId}
  `.execute(db)
  const taken: TakenJob[] = []
  for (const { runner_id: runnerId } of runners) {
    if (await isAlive(db, runnerId)) continue
    const { rows } = await sql<TakenJob>`
      with running as (
        update background_job set status = 'QUEUED', runner_id = null, epoch = epoch + 1, seq = seq + 1, ${BROKEN_OFF}
        where status = 'RUNNING' and runner_id = ${runnerId} returning id, type, seq,
          'The server ended in the middle of this job; it goes on from its checkpoint. Nothing is done twice.' as message
      ), pausing as (
        update background_job
        set status = 'PAUSED', runner_id = null, epoch = epoch + 1, seq = seq + 1, waiting_on = null, speed = null
        where status = 'PAUSING' and runner_id = ${runnerId} returning id, type, seq,
          'The server ended while this job was to pause; it is paused at its checkpoint. Nothing is done twice.' as message
      ), cancelling as (
        update background_job set runner_id = null, epoch = epoch + 1, seq = seq + 1, waiting_on = null
        where status = 'CANCELLING' and runner_id = ${runnerId} returning id, type, seq,
          'The server ended while this job was being cancelled.' as message
      ), taken as (
        select * from running union all select * from pausing union all select * from cancelling
      ), noted as (
        insert into job_log_entry (job_id, number, level, message)
        select id, coalesce((select max(number) from job_log_entry l where l.job_id = id), 0) + 1, 'WARN', message
        from taken
      )
      select id, type, seq from taken
    `.execute(db)
    taken.push(...rows)
  }
  return taken
}

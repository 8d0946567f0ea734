import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { Schedule } from '../../entities/schedule.ts'
import { isDatabaseUnavailable, messageOf } from '../../errors.ts'
import type { JobEvents } from '../../events.ts'
import type { Logger } from '../../logger.ts'
import type { JobType } from '../define-job.ts'
import { handOut, type JobRow } from '../job-insertion.ts'
import type { Platforms } from '../platforms.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import { RepeatedLook } from '../repeated-look.ts'
import { endRun, hasJob, stepName, takeStep, type RunAtStep } from './chain.ts'
import {
  beginRun,
  findRunning,
  isStillAhead,
  leaveTimeAhead,
  lockSchedule,
  noteMoment,
} from './schedule-rows.ts'
import { prepareSteps, whyNotPrepared } from './schedule-steps.ts'
import { timetableOf } from './timetable.ts'

interface SchedulerOptions {
  em: EntityManager
  events: JobEvents
  types: ReadonlyMap<string, JobType>
  platforms: Platforms
  queue: JobQueue
  log: Logger
  now: () => Date
  everyMs: number
}

/** A run that begins within this is on time. */
const ON_TIME_MS = 60_000
/** A moment that was handled so far ahead was handled by a clock that was wrong. */
const AHEAD_MS = 24 * 3_600_000
/** Missed moments are counted up to this. */
const MOST_COUNTED = 100

/**
 * Begins the runs of schedules when they are due, and tries the steps again that wait for another job. It keeps nothing
 * in memory: each due moment is decided in one transaction with the schedule's row locked, so any number of servers may
 * look at once, and one that is killed leaves a moment either done or to be done.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #repeated: RepeatedLook

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#repeated = new RepeatedLook(options.everyMs, () => this.look())
  }

  start(): void {
    this.#repeated.start()
  }

  async stop(): Promise<void> {
    await this.#repeated.stop()
  }

  /** Does all that is due now. Never rejects. */
  async look(): Promise<void> {
    await this.#tryWaitingSteps()
    await this.#beginDueRuns()
  }

  async #tryWaitingSteps(): Promise<void> {
    await this.#attempt(async (db) => {
      const { rows } = await sql<{ id: number }>`
        select run.id from schedule_run run join schedule on schedule.id = run.schedule_id
        where run.outcome = 'RUNNING' and schedule.account_ids <@ ${this.#options.platforms.accountIds}::int[]
          and not exists (select from schedule_run_job part where part.run_id = run.id and part.step = run.step)
        order by run.id
      `.execute(db)
      for (const { id } of rows) await this.#attempt(() => this.#tryStep(id), { run: id })
    })
  }

  async #tryStep(runId: number): Promise<void> {
    const now = this.#options.now()
    const job = await this.#db.transaction().execute(async (tx): Promise<JobRow | null> => {
      const { rows } = await sql<RunAtStep & { cron: string; time_zone: string; waits_until: string | null }>`
        select run.id, run.step, run.steps, run.waits_until, schedule.name, schedule.cron, schedule.time_zone
        from schedule_run run join schedule on schedule.id = run.schedule_id
        where run.id = ${runId} and run.outcome = 'RUNNING' for update of run skip locked
      `.execute(tx)
      const run = rows[0]
      // Asked behind the lock: another server may have taken the step just before.
      if (!run || (await hasJob(tx, run))) return null
      const taken = await takeStep(tx, run)
      if (taken.kind === 'started') return taken.job
      if (taken.kind === 'ended') return null
      const timetable = timetableOf({ cron: run.cron, timeZone: run.time_zone })
      const waitsUntil = run.waits_until === null ? null : new Date(run.waits_until)
      const next = timetable.nextAfter(now)
      if (waitsUntil !== null && waitsUntil <= now) {
        const text = `${stepName(run)} was not started: ${taken.holder} held what it needs until the next run was due`
        await endRun(tx, run.id, 'FAILED', text)
      } else {
        // Later than the next moment is only what a clock that was ahead has set.
        const until = waitsUntil === null || waitsUntil > next ? next : waitsUntil
        await sql`
          update schedule_run set waits_until = ${until.toISOString()}::timestamptz where id = ${run.id}
        `.execute(tx)
      }
      return null
    })
    if (job) handOut(this.#options, job)
  }

  async #beginDueRuns(): Promise<void> {
    await this.#attempt(async (db) => {
      const { rows } = await sql<Record<string, unknown>>`
        select * from schedule where enabled and account_ids <@ ${this.#options.platforms.accountIds}::int[] order by id
      `.execute(db)
      const em = this.#options.em.fork()
      for (const schedule of rows.map((row) => em.map(Schedule, row)))
        await this.#attempt(() => this.#beginIfDue(schedule), { schedule: schedule.name })
    })
  }

  async #beginIfDue(seen: Schedule): Promise<void> {
    const { em, log, platforms } = this.#options
    const now = this.#options.now()
    if (dueOf(seen, now) === null) return
    const job = await this.#db.transaction().execute(async (tx): Promise<JobRow | null> => {
      const read = em.fork()
      const schedule = await lockSchedule(read, tx, { id: seen.id, accountIds: platforms.accountIds })
      // Another server may have handled it, or a person changed it, since it was seen.
      const due = schedule?.enabled ? dueOf(schedule, now) : null
      if (!schedule || due === null) return null
      if (due === 'AHEAD') {
        await leaveTimeAhead(tx, schedule.id, now)
        log.warn({ schedule: schedule.name }, 'the clock was a day ahead before; going on from now')
        return null
      }
      if (await isStillAhead(tx, schedule.id, due)) return null
      await sql`
        update schedule set handled_until = ${due.toISOString()}::timestamptz where id = ${schedule.id}
      `.execute(tx)
      return this.#begin(tx, read, schedule, { due, now })
    })
    if (job) handOut(this.#options, job)
  }

  async #begin(
    tx: Kysely<unknown>,
    em: EntityManager,
    schedule: Schedule,
    { due, now }: { due: Date; now: Date },
  ): Promise<JobRow | null> {
    const timetable = timetableOf(schedule)
    const earlier = timetable.countBetween(schedule.handledUntil, due, MOST_COUNTED)
    const missedBefore = earlier === 0 ? [] : [missedText(earlier)]
    const skip = (outcome: 'SKIPPED' | 'MISSED' | 'FAILED', text: string) =>
      noteMoment(tx, schedule.id, { dueAt: due, outcome, note: [text, ...missedBefore].join('; ') })

    const running = await findRunning(em, tx, schedule.id)
    if (running) {
      await skip('SKIPPED', `the run of ${running.dueAt.toISOString()} was still going`)
      return null
    }
    const lateMs = now.getTime() - due.getTime()
    const late = `${Math.round(lateMs / 60_000)} minutes late`
    if (lateMs >= timetable.intervalMs(due) && lateMs >= ON_TIME_MS) {
      await skip('MISSED', `seen ${late}, when no server had been running`)
      return null
    }
    const prepared = prepareSteps(schedule.steps, this.#options.types, this.#options.platforms)
    if (prepared.kind !== 'prepared') {
      await skip('FAILED', whyNotPrepared(prepared))
      return null
    }
    const begun = lateMs < ON_TIME_MS ? [] : [`began ${late}, because no server had been running`]
    const note = [...begun, ...missedBefore].join('; ') || null
    return (await beginRun(tx, schedule, { dueAt: due, note, jobs: prepared.jobs }))?.job ?? null
  }

  /** What goes wrong with one schedule keeps nobody from the others, and is tried again at the next look. */
  async #attempt(work: (db: Kysely<unknown>) => Promise<void>, which: object = {}): Promise<void> {
    try {
      await work(this.#db)
    } catch (error) {
      if (!isDatabaseUnavailable(error))
        this.#options.log.error({ ...which, error: messageOf(error) }, 'a schedule was not looked at')
    }
  }

  get #db(): Kysely<unknown> {
    return this.#options.em.fork().getKysely<unknown>()
  }
}

/** The moment to be decided on; AHEAD: a clock that was wrong has handled the time to come. Null: nothing to do. */
function dueOf(schedule: Schedule, now: Date): Date | 'AHEAD' | null {
  if (schedule.handledUntil.getTime() > now.getTime() + AHEAD_MS) return 'AHEAD'
  return timetableOf(schedule).latest(schedule.handledUntil, now)
}

function missedText(count: number): string {
  if (count === MOST_COUNTED) return `${count} or more moments before it were missed`
  return count === 1 ? '1 moment before it was missed' : `${count} moments before it were missed`
}

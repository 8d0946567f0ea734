import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import { BackgroundJob } from '../../entities/background-job.ts'
import { Schedule } from '../../entities/schedule.ts'
import { ScheduleRun } from '../../entities/schedule-run.ts'
import type { JobEvents } from '../../events.ts'
import type { JobType } from '../define-job.ts'
import { inputIssue, type InputIssue } from '../input-issues.ts'
import { handOut } from '../job-insertion.ts'
import type { PreparedJob } from '../job-preparation.ts'
import type { PlatformNotConfigured } from '../mappings/account-pair.ts'
import type { Platforms } from '../platforms.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import { storableJson, storableText } from '../storable-json.ts'
import { schedulesThatRun } from './schedule-queries.ts'
import { beginRun, findRunning, lockSchedule } from './schedule-rows.ts'
import { platformObjections, prepareSteps, storedSteps, type StepsResult } from './schedule-steps.ts'
import { DEFAULT_TIME_ZONE, suggestedSchedules, type SuggestedSchedule } from './suggested-schedules.ts'
import { readTimetable } from './timetable.ts'

/** What a person wants a schedule to be. Undefined: as it is, or as a new one is. */
export interface ScheduleWish {
  /** Of the one to be changed. */
  id: number | null
  name: string
  cron: string
  timeZone: string | undefined
  enabled: boolean | undefined
  continuesAfterErrors: boolean | undefined
  steps: { type: string; input: unknown }[]
}

export type SetResult =
  | { kind: 'done'; schedule: Schedule }
  | { kind: 'notFound' }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | PlatformNotConfigured

export type RunNowResult =
  | { kind: 'begun'; run: ScheduleRun }
  | { kind: 'alreadyRunning'; run: ScheduleRun }
  | { kind: 'notFound' }
  /** Its steps were right when it was set. */
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | PlatformNotConfigured

const LONGEST_NAME = 100
/** What writes of its own accord; a retry tries only what failed. */
const SYNCS = ['PRODUCT_SYNC', 'CUSTOMER_SYNC']
const MOST_STEPS = 20

/** What people do with the schedules of the accounts that this server is connected to. */
export class ScheduleService {
  readonly #em: EntityManager
  readonly #events: JobEvents
  readonly #types: ReadonlyMap<string, JobType>
  readonly #platforms: Platforms
  readonly #queue: JobQueue
  readonly #now: () => Date

  constructor(options: {
    em: EntityManager
    events: JobEvents
    types: ReadonlyMap<string, JobType>
    platforms: Platforms
    queue: JobQueue
    now: () => Date
  }) {
    this.#em = options.em
    this.#events = options.events
    this.#types = options.types
    this.#platforms = options.platforms
    this.#queue = options.queue
    this.#now = options.now
  }

  async list(): Promise<Schedule[]> {
    return this.#em
      .fork()
      .find(Schedule, { accountIds: { $contained: this.#accountIds } }, { orderBy: { id: 'asc' } })
  }

  /** When it begins next by itself; null while it is disabled, or when its expression cannot be read any more. */
  nextRunAt(schedule: Schedule): Date | null {
    if (!schedule.enabled) return null
    const timetable = readTimetable(schedule.cron, schedule.timeZone)
    if ('field' in timetable) return null
    const now = this.#now()
    return timetable.nextAfter(schedule.handledUntil > now ? schedule.handledUntil : now)
  }

  /** Those whose steps no schedule has yet, and whose platforms are connected. */
  async suggested(): Promise<SuggestedSchedule[]> {
    return suggestedSchedules(await this.list()).filter(
      ({ steps }) => this.#prepare(steps).kind === 'prepared',
    )
  }

  /** Makes a schedule, or changes one, whose runs stay. One that is going on goes on with the steps it began with. */
  async set(wish: ScheduleWish): Promise<SetResult> {
    const before = wish.id === null ? null : await this.#find(wish.id)
    if (wish.id !== null && !before) return { kind: 'notFound' }
    const timeZone = wish.timeZone ?? before?.timeZone ?? DEFAULT_TIME_ZONE
    const prepared = this.#prepare(wish.steps)
    if (prepared.kind === 'platformNotConfigured') return prepared
    const issues = [
      ...issuesOf(wish, timeZone),
      ...(prepared.kind === 'prepared' ? await this.#objections(prepared.jobs) : prepared.issues),
    ]
    if (issues.length > 0 || prepared.kind !== 'prepared') return { kind: 'invalidInput', issues }
    const schedule = {
      name: wish.name.trim(),
      cron: oneLine(wish.cron),
      timeZone,
      enabled: wish.enabled ?? before?.enabled ?? true,
      continuesAfterErrors: wish.continuesAfterErrors ?? before?.continuesAfterErrors ?? false,
    }
    return this.#store(wish.id, schedule, prepared.jobs)
  }

  /** Lets it rest, whatever has become of its steps, or lets it go on, if they are still right. */
  async setEnabled(id: number, enabled: boolean): Promise<SetResult> {
    const before = await this.#find(id)
    if (!before) return { kind: 'notFound' }
    if (enabled) return this.set({ ...before, enabled })
    const em = this.#em.fork()
    const { rows } = await sql<Record<string, unknown>>`
      update schedule set enabled = false, updated_at = now()
      where id = ${id} and account_ids <@ ${this.#accountIds}::int[] returning *
    `.execute(em.getKysely<unknown>())
    return rows[0] ? { kind: 'done', schedule: em.map(Schedule, rows[0]) } : { kind: 'notFound' }
  }

  /** The enabled schedules that would write again what this job puts back; none of a job that is no undo. */
  async writingAgain({ type, input }: Pick<BackgroundJob, 'type' | 'input'>): Promise<Schedule[]> {
    if (type !== 'UNDO_SYNC') return []
    const em = this.#em.fork()
    const undone = await em.findOne(BackgroundJob, Number(input['jobId']))
    const writing = SYNCS.filter((sync) => !undone || !SYNCS.includes(undone.type) || undone.type === sync)
    const db = em.getKysely<unknown>()
    const found = await Promise.all(writing.map((sync) => schedulesThatRun(db, this.#accountIds, sync)))
    return em.find(Schedule, { id: found.flat().map(({ id }) => id) }, { orderBy: { id: 'asc' } })
  }

  /** False when there was none. A job of it that runs goes on; nothing follows it. */
  async delete(id: number): Promise<boolean> {
    return this.#em
      .fork()
      .getKysely<unknown>()
      .transaction()
      .execute(async (tx) => {
        if (!(await this.#lock(tx, id))) return false
        // Locked first, so that a job which settles now has queued its next one, or will find no run.
        await sql`select from schedule_run where schedule_id = ${id} and outcome = 'RUNNING' for update`.execute(
          tx,
        )
        await sql`
          delete from schedule_run_job where run_id in (select id from schedule_run where schedule_id = ${id})
        `.execute(tx)
        await sql`delete from schedule_run where schedule_id = ${id}`.execute(tx)
        await sql`delete from schedule where id = ${id}`.execute(tx)
        return true
      })
  }

  /** Begins a run beside the due ones, of a disabled schedule too. */
  async runNow(id: number): Promise<RunNowResult> {
    const em = this.#em.fork()
    const begun = await em
      .getKysely<unknown>()
      .transaction()
      .execute(async (tx) => {
        const schedule = await this.#lock(tx, id)
        if (!schedule) return { kind: 'notFound' } as const
        const run = await findRunning(em, tx, id)
        if (run) return { kind: 'alreadyRunning', run } as const
        const prepared = this.#prepare(schedule.steps)
        if (prepared.kind !== 'prepared') return prepared
        for (let dueAt = this.#now(); ; dueAt = new Date(dueAt.getTime() + 1)) {
          const first = await beginRun(tx, schedule, { dueAt, note: 'started by hand', jobs: prepared.jobs })
          if (first) return { kind: 'begun', ...first } as const
        }
      })
    if (begun.kind !== 'begun') return begun
    if (begun.job) handOut({ events: this.#events, queue: this.#queue }, begun.job)
    return { kind: 'begun', run: await em.findOneOrFail(ScheduleRun, begun.runId) }
  }

  get #accountIds(): number[] {
    return this.#platforms.accountIds
  }

  async #find(id: number): Promise<Schedule | null> {
    return this.#em.fork().findOne(Schedule, { id, accountIds: { $contained: this.#accountIds } })
  }

  async #lock(tx: Kysely<unknown>, id: number): Promise<Schedule | null> {
    return lockSchedule(this.#em.fork(), tx, { id, accountIds: this.#accountIds })
  }

  #prepare(steps: ScheduleWish['steps']): StepsResult {
    return prepareSteps(steps, this.#types, this.#platforms)
  }

  async #objections(jobs: readonly PreparedJob[]): Promise<InputIssue[]> {
    return platformObjections(jobs, this.#types, this.#platforms, this.#em.fork().getKysely<unknown>())
  }

  async #store(
    id: number | null,
    schedule: Pick<Schedule, 'name' | 'cron' | 'timeZone' | 'enabled' | 'continuesAfterErrors'>,
    jobs: readonly PreparedJob[],
  ): Promise<SetResult> {
    const em = this.#em.fork()
    const { name, cron, timeZone, enabled, continuesAfterErrors } = schedule
    const accountIds = [...new Set(jobs.flatMap((job) => job.accountIds))]
    const steps = storableJson(storedSteps(jobs))
    const now = this.#now().toISOString()
    const db = em.getKysely<unknown>()
    const { rows } =
      id === null
        ? await sql<Record<string, unknown>>`
            insert into schedule (account_ids, name, cron, time_zone, enabled, steps, continues_after_errors,
              active_since, handled_until)
            values (${accountIds}::int[], ${name}, ${cron}, ${timeZone}, ${enabled}, ${steps}::jsonb,
              ${continuesAfterErrors}, ${now}::timestamptz, ${now}::timestamptz)
            returning *
          `.execute(db)
        : await sql<Record<string, unknown>>`
            update schedule set account_ids = ${accountIds}::int[], name = ${name}, cron = ${cron},
              time_zone = ${timeZone}, enabled = ${enabled}, steps = ${steps}::jsonb,
              continues_after_errors = ${continuesAfterErrors}, updated_at = now(),
              active_since = case when ${begins(schedule)} then ${now}::timestamptz else active_since end,
              handled_until = case when ${begins(schedule)} then greatest(handled_until, ${now}::timestamptz)
                else handled_until end
            where id = ${id} and account_ids <@ ${this.#accountIds}::int[]
            returning *
          `.execute(db)
    return rows[0] ? { kind: 'done', schedule: em.map(Schedule, rows[0]) } : { kind: 'notFound' }
  }
}

/** In an update: whether the moments up to now are nobody's concern any more. */
function begins({ cron, timeZone, enabled }: Pick<Schedule, 'cron' | 'timeZone' | 'enabled'>) {
  return sql`(cron <> ${cron} or time_zone <> ${timeZone} or (${enabled}::boolean and not enabled))`
}

function issuesOf({ name, cron, steps }: ScheduleWish, timeZone: string): InputIssue[] {
  const issues: InputIssue[] = []
  const { length } = name.trim()
  if (length === 0 || length > LONGEST_NAME || name !== storableText(name)) {
    const shown = JSON.stringify(name.slice(0, LONGEST_NAME))
    const issue = inputIssue(
      'input.name',
      `${shown} is not allowed; a name has 1 to ${LONGEST_NAME} characters`,
      `${shown} không hợp lệ; tên có từ 1 đến ${LONGEST_NAME} ký tự`,
    )
    issues.push(issue)
  }
  const timetable = readTimetable(oneLine(cron), timeZone)
  if ('field' in timetable) issues.push({ path: `input.${timetable.field}`, message: timetable.message })
  if (steps.length === 0 || steps.length > MOST_STEPS) {
    const issue = inputIssue(
      'input.steps',
      `${steps.length} steps are not allowed; it must be 1 to ${MOST_STEPS}`,
      `đang có ${steps.length} tác vụ; phải có từ 1 đến ${MOST_STEPS}`,
    )
    issues.push(issue)
  }
  return issues
}

/** A cron expression with its fields parted by single blanks. */
function oneLine(cron: string): string {
  return cron.trim().replace(/\s+/g, ' ')
}

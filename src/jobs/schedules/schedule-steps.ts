import type { Kysely } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import type { ScheduleStep } from '../../entities/schedule.ts'
import { words, type Words } from '../../locale.ts'
import type { JobType } from '../define-job.ts'
import { inputIssue, type InputIssue } from '../input-issues.ts'
import { objectionsTo, prepareJob, type PreparedJob } from '../job-preparation.ts'
import { notConnected } from '../mappings/account-pair.ts'
import type { Platforms } from '../platforms.ts'

export type StepsResult =
  | { kind: 'prepared'; jobs: PreparedJob[] }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | { kind: 'platformNotConfigured'; platform: Platform; missing: string[] }

/** What a person decides after having looked. */
const TYPES_FOR_PEOPLE = new Set(['UNDO_SYNC'])
const FIELDS_FOR_PEOPLE = ['planOf', 'force']

/** Prepares the jobs of all steps. Issues have paths like `input.steps.1.input.mappingIds`. */
export function prepareSteps(
  steps: readonly { type: string; input: unknown }[],
  types: ReadonlyMap<string, JobType>,
  platforms: Platforms,
): StepsResult {
  const jobs: PreparedJob[] = []
  const issues: InputIssue[] = []
  for (const [index, step] of steps.entries()) {
    const path = `input.steps.${index}`
    const type = types.get(step.type)
    const objections = type ? objectionsToStep(step) : [{ path: 'type', message: unknownType(step.type) }]
    issues.push(...objections.map((issue) => ({ ...issue, path: `${path}.${issue.path}` })))
    if (!type || objections.length > 0) continue
    const prepared = prepareJob(type, step.input, platforms)
    switch (prepared.kind) {
      case 'prepared':
        jobs.push(prepared.job)
        break
      case 'invalidInput':
        issues.push(...prepared.issues.map((issue) => ({ ...issue, path: `${path}.${issue.path}` })))
        break
      case 'writesDisabled':
        issues.push({ path: `${path}.type`, message: cannotWrite(step.type, prepared.reason) })
        break
      case 'platformNotConfigured':
        return prepared
    }
  }
  return issues.length > 0 ? { kind: 'invalidInput', issues } : { kind: 'prepared', jobs }
}

/** What the platforms, or the database, have against prepared steps; nothing of a platform that cannot be asked now. */
export async function platformObjections(
  jobs: readonly PreparedJob[],
  types: ReadonlyMap<string, JobType>,
  platforms: Platforms,
  db: Kysely<unknown>,
): Promise<InputIssue[]> {
  const found = await Promise.all(
    jobs.map(({ type, input }) => objectionsTo(types.get(type)!, input, platforms, db)),
  )
  return found.flatMap((issues, index) =>
    issues.map((issue) => ({ ...issue, path: `input.steps.${index}.${issue.path}` })),
  )
}

/** The steps as they are kept: what was asked for, without the fields that say nothing. */
export function storedSteps(jobs: readonly PreparedJob[]): ScheduleStep[] {
  return jobs.map(({ type, input }) => ({ type, input: { ...input } }))
}

/** Why steps that were right when they were stored cannot be begun now. */
export function whyNotPrepared(result: Exclude<StepsResult, { kind: 'prepared' }>): string {
  if (result.kind === 'platformNotConfigured') return notConnected(result).en
  return result.issues.map(({ path, message }) => `${path.replace('input.', '')}: ${message.en}`).join('; ')
}

function objectionsToStep({ type, input }: { type: string; input: unknown }): InputIssue[] {
  if (TYPES_FOR_PEOPLE.has(type)) return [{ path: 'type', message: isForPeople(type) }]
  if (input === null || input === undefined) return []
  if (typeof input !== 'object' || Array.isArray(input)) {
    const issue = inputIssue(
      'input',
      'must be an object with the fields of the job type’s input',
      'phải là đối tượng gồm các trường của loại tác vụ này',
    )
    return [issue]
  }
  return FIELDS_FOR_PEOPLE.filter((field) => Boolean((input as Record<string, unknown>)[field])).map(
    (field) => ({ path: `input.${field}`, message: isForPeople(field) }),
  )
}

function isForPeople(what: string): Words {
  return words(
    `${what} is for a person to decide, who has looked at what it would do; a schedule cannot have it`,
    `${what} phải do người quyết định sau khi đã xem trước; lịch chạy không dùng được`,
  )
}

function cannotWrite(type: string, reason: Words): Words {
  return words(`${type} cannot write: ${reason.en}`, `${type} không ghi được: ${reason.vi}`)
}

function unknownType(type: string): Words {
  const shown = JSON.stringify(type.slice(0, 60))
  return words(`${shown} is not a job type`, `${shown} không phải là loại tác vụ`)
}

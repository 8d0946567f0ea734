import type { Kysely } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import type { ScheduleStep } from '../../entities/schedule.ts'
import type { JobType } from '../define-job.ts'
import { objectionsTo, prepareJob, type InputIssue, type PreparedJob } from '../job-preparation.ts'
import type { Platforms } from '../platforms.ts'

export type StepsResult =
  | { kind: 'prepared'; jobs: PreparedJob[] }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | { kind: 'platformNotConfigured'; platform: Platform; missing: string[] }

/** What a person decides after having looked. */
const TYPES_FOR_PEOPLE = new Set(['UNDO_SYNC'])
const FIELDS_FOR_PEOPLE = ['planOf', 'force']
const FOR_PEOPLE = 'is for a person to decide, who has looked at what it would do; a schedule cannot have it'

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
        issues.push({ path: `${path}.type`, message: `${step.type} cannot write: ${prepared.reason}` })
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
  if (result.kind === 'platformNotConfigured')
    return `${result.platform} is not connected; set ${result.missing.join(', ')}`
  return result.issues.map(({ path, message }) => `${path.replace('input.', '')}: ${message}`).join('; ')
}

function objectionsToStep({ type, input }: { type: string; input: unknown }): InputIssue[] {
  if (TYPES_FOR_PEOPLE.has(type)) return [{ path: 'type', message: `${type} ${FOR_PEOPLE}` }]
  if (input === null || input === undefined) return []
  if (typeof input !== 'object' || Array.isArray(input)) {
    return [{ path: 'input', message: 'must be an object with the fields of the job type’s input' }]
  }
  return FIELDS_FOR_PEOPLE.filter((field) => Boolean((input as Record<string, unknown>)[field])).map(
    (field) => ({ path: `input.${field}`, message: `${field} ${FOR_PEOPLE}` }),
  )
}

function unknownType(type: string): string {
  return `${JSON.stringify(type.slice(0, 60))} is not a job type`
}

import type { Platform } from '../entities/account.ts'
import type { InputIssue } from '../jobs/job-service.ts'
import { builder } from './builder.ts'
import { PlatformEnum } from './platforms.ts'

/** The expected failures that several mutations share. */

/** For the unions of results, whose values carry the name of their type. */
export const resolveType = (result: unknown) => (result as { __typename: string }).__typename

export const ProblemRef = builder.interfaceRef<{ message: string }>('Problem').implement({
  description: 'An expected failure. `errors` is for defects.',
  fields: (t) => ({ message: t.exposeString('message') }),
})

const InputIssueRef = builder.objectRef<InputIssue>('InputIssue').implement({
  fields: (t) => ({ path: t.exposeString('path'), message: t.exposeString('message') }),
})

export const InvalidInput = builder
  .objectRef<{ message: string; issues: InputIssue[] }>('InvalidInput')
  .implement({
    interfaces: [ProblemRef],
    fields: (t) => ({ issues: t.field({ type: [InputIssueRef], resolve: ({ issues }) => issues }) }),
  })

export const PlatformNotConfigured = builder
  .objectRef<{ message: string; platform: Platform; missing: string[] }>('PlatformNotConfigured')
  .implement({
    interfaces: [ProblemRef],
    fields: (t) => ({
      platform: t.field({ type: PlatformEnum, resolve: ({ platform }) => platform }),
      missing: t.exposeStringList('missing', {
        description: "The environment's variables that are still to be set.",
      }),
    }),
  })

/** So many issues make up the message; `issues` has them all. */
const TOLD_ISSUES = 5

export function invalidInput(issues: InputIssue[]) {
  const told = issues.slice(0, TOLD_ISSUES).map(({ path, message }) => `${path}: ${message}`)
  if (issues.length > TOLD_ISSUES) told.push(`and ${issues.length - TOLD_ISSUES} more`)
  return { __typename: 'InvalidInput', message: told.join('; '), issues }
}

export function platformNotConfigured({ platform, missing }: { platform: Platform; missing: string[] }) {
  return {
    __typename: 'PlatformNotConfigured',
    message: `${platform} is not connected; set ${missing.join(', ')}`,
    platform,
    missing,
  }
}

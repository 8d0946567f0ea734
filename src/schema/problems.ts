import type { Platform } from '../entities/account.ts'
import type { InputIssue } from '../jobs/job-service.ts'
import { notConnected } from '../jobs/mappings/account-pair.ts'
import { composed, words, type Words } from '../locale.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { PlatformEnum } from './platforms.ts'

/** The expected failures that several mutations share. */

/** For the unions of results, whose values carry the name of their type. */
export const resolveType = (result: unknown) => (result as { __typename: string }).__typename

/** What every problem and every issue tells its reader. */
export interface Told {
  message: Words
}

const message = {
  resolve: (told: Told, _args: unknown, { locale }: Context) => told.message[locale],
}

export const ProblemRef = builder.interfaceRef<Told>('Problem').implement({
  description: "An expected failure; its message is in the reader's language. `errors` is for defects.",
  fields: (t) => ({ message: t.string(message) }),
})

const InputIssueRef = builder.objectRef<InputIssue>('InputIssue').implement({
  description: "What is wrong with one part of an input, in the reader's language.",
  fields: (t) => ({ path: t.exposeString('path'), message: t.string(message) }),
})

export const InvalidInput = builder.objectRef<Told & { issues: InputIssue[] }>('InvalidInput').implement({
  interfaces: [ProblemRef],
  fields: (t) => ({ issues: t.field({ type: [InputIssueRef], resolve: ({ issues }) => issues }) }),
})

export const PlatformNotConfigured = builder
  .objectRef<Told & { platform: Platform; missing: string[] }>('PlatformNotConfigured')
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
  const more = issues.length - TOLD_ISSUES
  const rest = more > 0 ? [words(`and ${more} more`, `và ${more} lỗi khác`)] : []
  const all = composed((locale) => {
    const told = issues.slice(0, TOLD_ISSUES).map((issue) => `${issue.path}: ${issue.message[locale]}`)
    return [...told, ...rest.map((one) => one[locale])].join('; ')
  })
  return { __typename: 'InvalidInput', message: all, issues }
}

export function platformNotConfigured({ platform, missing }: { platform: Platform; missing: string[] }) {
  return {
    __typename: 'PlatformNotConfigured',
    message: notConnected({ platform, missing }),
    platform,
    missing,
  }
}

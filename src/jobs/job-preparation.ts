import type { Kysely } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { CodedError } from '../errors.ts'
import type { Words } from '../locale.ts'
import type { JobType } from './define-job.ts'
import { inputIssues, type InputIssue } from './input-issues.ts'
import type { Relation } from './job-relations.ts'
import type { PlatformConnections, Platforms } from './platforms.ts'

/** All that is stored of a job when it is queued. */
export interface PreparedJob {
  type: string
  /** Parsed. */
  input: object
  inputKey: string
  dryRun: boolean
  accountIds: number[]
  resources: string[]
  relations: Relation[]
  /** The shop that it writes to, so it is queued only while that is switched on; null when it writes nothing. */
  writesTo: { accountId: number; sandbox: boolean } | null
}

export type Preparation =
  | { kind: 'prepared'; job: PreparedJob }
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | { kind: 'platformNotConfigured'; platform: Platform; missing: string[] }
  /** The configuration keeps it from writing. */
  | { kind: 'writesDisabled'; until: null; reason: Words }

/** So long a start waits for a platform's opinion on its input. */
const CHECK_MS = 5_000

/** Parses what was asked for, and finds out what the job would hold; asks neither platform nor database. */
export function prepareJob(type: JobType, rawInput: unknown, platforms: Platforms): Preparation {
  const parsed = type.input.safeParse(withoutNulls(rawInput ?? {}), { reportInput: true })
  if (!parsed.success) return { kind: 'invalidInput', issues: inputIssues(parsed.error) }
  const accountIds: Partial<Record<Platform, number>> = {}
  for (const platform of type.platforms) {
    const connection = platforms.connections[platform]
    if (!connection) {
      return { kind: 'platformNotConfigured', platform, missing: platforms.missing(platform) }
    }
    accountIds[platform] = connection.accountId
  }
  const input: { dryRun?: boolean } = parsed.data
  const shop = type.writes && !input.dryRun ? platforms.connections.SHOPIFY : undefined
  const reason = shop ? type.writes!(shop.sync, input) : null
  if (reason !== null) return { kind: 'writesDisabled', until: null, reason }
  const job: PreparedJob = {
    type: type.type,
    input,
    inputKey: canonicalJson(input),
    dryRun: input.dryRun === true,
    accountIds: Object.values(accountIds),
    resources: type.resources(input, accountIds as Record<Platform, number>),
    relations: type.relations?.(input) ?? [],
    writesTo: shop ? { accountId: shop.accountId, sandbox: shop.sandbox } : null,
  }
  return { kind: 'prepared', job }
}

/** What the platform, or the database, has against a prepared input; nothing when it cannot be asked now. */
export async function objectionsTo(
  type: JobType,
  input: object,
  platforms: Platforms,
  db: Kysely<unknown>,
): Promise<InputIssue[]> {
  const signal = AbortSignal.timeout(CHECK_MS)
  try {
    const connections = platforms.connections as PlatformConnections
    const found = (await type.check?.(input, connections, { signal, interactive: true }, db)) ?? []
    return found.map(({ field, message }) => ({ path: `input.${field}`, message }))
  } catch (error) {
    if (error instanceof CodedError || signal.aborted) return []
    throw error
  }
}

/** GraphQL clients send null for what they do not want to say. */
function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  )
}

/** The same text for the same value, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

import { gql, type GraphQLClient } from 'graphql-request'
import type { Client } from 'graphql-ws'
import type { TestApp } from './app.ts'

export interface JobState {
  id: string
  type: string
  status: string
  seq: number
  total: number | null
  processed: number
  successful: number
  created: number
  updated: number
  unchanged: number
  skipped: number
  failed: number
  progress: number | null
  phase: string | null
  attempt: number
  metadata: Record<string, unknown>
  waitingOn: { reason: string; detail: string | null; until: string | null } | null
  error: { code: string; message: string; retryable: boolean } | null
}

const JOB_FIELDS = gql`
  fragment JobFields on BackgroundJob {
    id
    type
    status
    seq
    total
    processed
    successful
    created
    updated
    unchanged
    skipped
    failed
    progress
    phase
    attempt
    metadata
    waitingOn {
      reason
      detail
      until
    }
    error {
      code
      message
      retryable
    }
  }
`

export type StartAnswer =
  | { __typename: 'StartJobSuccess' | 'JobAlreadyRunning' | 'JobConflict'; job: JobState; message?: string }
  | { __typename: 'InvalidInput'; message: string; issues: { path: string; message: string }[] }
  | { __typename: 'PlatformNotConfigured'; message: string; platform: string; missing: string[] }

/** Asks for a job by its type, for instance `PULL_NHANH_PRODUCTS`. */
export async function ask(
  http: GraphQLClient,
  type: string,
  input: object | null = null,
): Promise<StartAnswer> {
  const name = type
    .toLowerCase()
    .replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase())
  const { answer } = await http.request<{ answer: StartAnswer }>(
    gql`
      ${JOB_FIELDS}
      mutation ($input: ${name}Input${input === null ? '' : '!'}) {
        answer: start${name}(input: $input) {
          __typename
          ... on StartJobSuccess { job { ...JobFields } }
          ... on JobAlreadyRunning { message job { ...JobFields } }
          ... on JobConflict { message job { ...JobFields } }
          ... on InvalidInput { message issues { path message } }
          ... on PlatformNotConfigured { message platform missing }
        }
      }
    `,
    { input },
  )
  return answer
}

/** Starts a job and returns its id. */
export async function start(http: GraphQLClient, type: string, input: object | null = null): Promise<string> {
  const answer = await ask(http, type, input)
  if (answer.__typename !== 'StartJobSuccess') throw new Error(`not started: ${JSON.stringify(answer)}`)
  return answer.job.id
}

export const WATCH = gql`
  ${JOB_FIELDS}
  subscription ($jobId: ID, $after: Int, $types: [JobType!], $known: [KnownJob!]) {
    jobProgress(jobId: $jobId, after: $after, types: $types, known: $known) {
      seq
      job {
        ...JobFields
      }
    }
  }
`

/** The states of a subscription over WebSocket, as they come. */
export async function* watch(ws: Client, variables: Record<string, unknown>): AsyncGenerator<JobState> {
  const results = ws.iterate<{ jobProgress: { seq: number; job: JobState } }>({ query: WATCH, variables })
  try {
    for await (const { data, errors } of results) {
      if (errors) throw errors
      yield data!.jobProgress.job
    }
  } catch (error) {
    if (!Array.isArray(error)) throw error
    throw new Error(error.map(({ message }: { message: string }) => message).join('; '), { cause: error })
  }
}

/** Waits for the end of a job and returns its last state. */
export async function finished(ws: Client, jobId: string): Promise<JobState> {
  let last: JobState | null = null
  for await (const state of watch(ws, { jobId })) last = state
  if (!last) throw new Error(`the stream of job ${jobId} ended without a state`)
  return last
}

/** Starts a job and waits for its end. */
export async function run(
  { http, ws }: TestApp,
  type: string,
  input: object | null = null,
): Promise<JobState> {
  return finished(ws, await start(http, type, input))
}

export async function jobOf(http: GraphQLClient, id: string): Promise<JobState | null> {
  const { job } = await http.request<{ job: JobState | null }>(
    gql`
      ${JOB_FIELDS}
      query ($id: ID!) {
        job(id: $id) {
          ...JobFields
        }
      }
    `,
    { id },
  )
  return job
}

import { gql, type GraphQLClient } from 'graphql-request'
import { expect } from 'vitest'
import { startTestApp, type TestApp, type TestAppOptions } from './app.ts'
import { rowsOf } from './database.ts'

/** A clock that stands still until a test moves it. */
class StoppedClock {
  #now: Date
  constructor(iso: string) {
    this.#now = new Date(iso)
  }
  readonly now = (): Date => this.#now
  set(iso: string): void {
    this.#now = new Date(iso)
  }
}

export interface ScheduledApp extends TestApp {
  clock: StoppedClock
  /** Sets the clock, and lets the server do what is due then. */
  at(iso: string): Promise<void>
}

/** A server whose schedules go by a clock of the test's, and are looked at when the test says so. */
export async function startScheduledApp(
  startAt: string,
  options: TestAppOptions = {},
): Promise<ScheduledApp> {
  const clock = new StoppedClock(startAt)
  const server = await startTestApp({
    sandbox: { products: 0 },
    ...options,
    app: { now: clock.now, schedulesEveryMs: 3_600_000, ...options.app },
  })
  const at = (iso: string) => {
    clock.set(iso)
    return server.app.scheduler.look()
  }
  return { ...server, clock, at }
}

export interface ShownSchedule {
  id: string
  name: string
  cron: string
  timeZone: string
  enabled: boolean
  continuesAfterErrors: boolean
  nextRunAt: string | null
  steps: { type: string; input: unknown }[]
}

export interface ShownRun {
  id: string
  dueAt: string
  startedAt: string | null
  completedAt: string | null
  outcome: string
  note: string | null
  jobs: { id: string; type: string; status: string; requestedBy: string | null }[]
}

export interface ScheduleAnswer {
  __typename: string
  message?: string
  issues?: { path: string; message: string }[]
  missing?: string[]
  schedule?: ShownSchedule
  run?: ShownRun
}

const SCHEDULE_FIELDS = gql`
  fragment ScheduleFields on Schedule {
    id
    name
    cron
    timeZone
    enabled
    continuesAfterErrors
    nextRunAt
    steps {
      type
      input
    }
  }
`

const RUN_FIELDS = gql`
  fragment RunFields on ScheduleRun {
    id
    dueAt
    startedAt
    completedAt
    outcome
    note
    jobs {
      id
      type
      status
      requestedBy
    }
  }
`

/** Asks for `setSchedule`. */
export async function setSchedule(http: GraphQLClient, input: object): Promise<ScheduleAnswer> {
  const { answer } = await http.request<{ answer: ScheduleAnswer }>(
    gql`
      ${SCHEDULE_FIELDS}
      mutation ($input: ScheduleInput!) {
        answer: setSchedule(input: $input) {
          __typename
          ... on Problem {
            message
          }
          ... on InvalidInput {
            issues {
              path
              message
            }
          }
          ... on PlatformNotConfigured {
            missing
          }
          ... on SetScheduleSuccess {
            schedule {
              ...ScheduleFields
            }
          }
        }
      }
    `,
    { input },
  )
  return answer
}

/** Makes a schedule, and returns its id. */
export async function schedule(http: GraphQLClient, input: object): Promise<string> {
  const answer = await setSchedule(http, { name: 'Test', cron: '0 * * * *', timeZone: 'UTC', ...input })
  if (!answer.schedule) throw new Error(`not set: ${JSON.stringify(answer)}`)
  return answer.schedule.id
}

/** Asks for `deleteSchedule` or `runScheduleNow`. */
export async function askSchedule(
  http: GraphQLClient,
  request: 'deleteSchedule' | 'runScheduleNow',
  id: string,
): Promise<ScheduleAnswer> {
  const { answer } = await http.request<{ answer: ScheduleAnswer }>(
    gql`
      ${request === 'runScheduleNow' ? RUN_FIELDS : ''}
      mutation ($id: ID!) {
        answer: ${request}(id: $id) {
          __typename
          ... on Problem { message }
          ${request === 'runScheduleNow' ? '... on RunScheduleSuccess { run { ...RunFields } } ... on ScheduleAlreadyRunning { run { ...RunFields } }' : ''}
        }
      }
    `,
    { id },
  )
  return answer
}

export async function schedulesOf(http: GraphQLClient): Promise<ShownSchedule[]> {
  const { schedules } = await http.request<{ schedules: ShownSchedule[] }>(gql`
    ${SCHEDULE_FIELDS}
    query {
      schedules {
        ...ScheduleFields
      }
    }
  `)
  return schedules
}

/** The newest first, at most 200. */
export async function runsOf(http: GraphQLClient, id: string): Promise<ShownRun[]> {
  const { schedules } = await http.request<{
    schedules: { id: string; runs: { nodes: ShownRun[] } }[]
  }>(gql`
    ${RUN_FIELDS}
    query {
      schedules {
        id
        runs(first: 200) {
          nodes {
            ...RunFields
          }
        }
      }
    }
  `)
  return schedules.find((found) => found.id === id)!.runs.nodes
}

/** Waits until no run is going on, and returns the runs, the newest first. */
export async function ended(http: GraphQLClient, id: string): Promise<ShownRun[]> {
  await expect
    .poll(async () => (await runsOf(http, id)).filter(({ outcome }) => outcome === 'RUNNING'), {
      timeout: 20_000,
    })
    .toEqual([])
  return runsOf(http, id)
}

/** The outcome of each due moment, the oldest first: `09:00 COMPLETED`, in UTC. */
export async function outcomesOf(databaseUrl: string): Promise<string[]> {
  const rows = await rowsOf<{ text: string }>(
    databaseUrl,
    `select to_char(due_at at time zone 'UTC', 'HH24:MI') || ' ' || outcome as text from schedule_run order by due_at`,
  )
  return rows.map(({ text }) => text)
}

import { gql, type GraphQLClient } from 'graphql-request'

export interface ControlledJob {
  id: string
  status: string
  seq: number
  attempt: number
  processed: number
  total: number | null
  phase: string | null
  speed: number | null
  eta: { low: number; high: number } | null
  waitingOn: { reason: string } | null
  error: { code: string } | null
  warnings: { code: string }[]
  metadata: Record<string, unknown>
  completedAt: string | null
  log: { nodes: { level: string; message: string }[] }
}

const FIELDS = gql`
  fragment Controlled on BackgroundJob {
    id
    status
    seq
    attempt
    processed
    total
    phase
    speed
    eta {
      low
      high
    }
    waitingOn {
      reason
    }
    error {
      code
    }
    warnings {
      code
    }
    metadata
    completedAt
    log {
      nodes {
        level
        message
      }
    }
  }
`

export interface ControlAnswer {
  __typename: 'JobControlSuccess' | 'JobNotFound' | 'JobNotInState' | 'JobAlreadyRunning' | 'JobConflict'
  message?: string
  job?: ControlledJob
}

/** Asks for `cancelJob`, `pauseJob` or `resumeJob`. */
export async function control(
  http: GraphQLClient,
  request: 'cancel' | 'pause' | 'resume',
  id: string,
): Promise<ControlAnswer> {
  const { answer } = await http.request<{ answer: ControlAnswer }>(
    gql`
      ${FIELDS}
      mutation ($id: ID!) {
        answer: ${request}Job(id: $id) {
          __typename
          ... on Problem { message }
          ... on JobControlSuccess { job { ...Controlled } }
          ... on JobNotInState { job { ...Controlled } }
          ... on JobAlreadyRunning { job { ...Controlled } }
          ... on JobConflict { job { ...Controlled } }
        }
      }
    `,
    { id },
  )
  return answer
}

export async function controlled(http: GraphQLClient, id: string): Promise<ControlledJob> {
  const { job } = await http.request<{ job: ControlledJob }>(
    gql`
      ${FIELDS}
      query ($id: ID!) {
        job(id: $id) {
          ...Controlled
        }
      }
    `,
    { id },
  )
  return job
}

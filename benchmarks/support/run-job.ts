import { GraphQLClient } from 'graphql-request'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { start, watch, type JobState } from '../../tests/support/jobs.ts'
import type { App } from '../../src/app.ts'

export interface JobRun {
  end: JobState
  /** From sending the start mutation to the event of its end. */
  wallMs: number
}

/** Runs a job over the API, as a user does; `onState` is told of each state that the subscription sends. */
export async function runJob(
  app: App,
  type: string,
  input: object = {},
  onState: (state: JobState) => void = () => {},
): Promise<JobRun> {
  const ws = createClient({ url: `${app.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket })
  try {
    const from = performance.now()
    const jobId = await start(new GraphQLClient(`${app.url}/graphql`), type, input)
    let end: JobState | null = null
    for await (const state of watch(ws, { jobId })) onState((end = state))
    if (end?.status !== 'COMPLETED') throw new Error(`${type} ended ${end?.status}: ${end?.error?.message}`)
    return { end, wallMs: performance.now() - from }
  } finally {
    await ws.dispose()
  }
}

import { countingBatch, Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { gql, GraphQLClient } from 'graphql-request'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CodedError, ERROR_CODES } from '../../src/errors.ts'
import { LOCALES } from '../../src/locale.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { finished, start } from '../support/jobs.ts'
import { mapped, pullRecords } from '../support/mappings.ts'

let server: TestApp
let url: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 3, customers: 3 } })
  url = `${server.app.url}/graphql`
})
afterAll(() => server[Symbol.asyncDispose]())

const HINTS = gql`
  fragment Hints on BackgroundJob {
    status
    error {
      hint
    }
    warnings {
      hint
    }
    errorGroups {
      hint
    }
  }
`
const QUERY = gql`
  ${HINTS}
  query ($id: ID!) {
    job(id: $id) {
      ...Hints
    }
  }
`
const SUBSCRIPTION = gql`
  ${HINTS}
  subscription ($id: ID!) {
    jobProgress(jobId: $id) {
      job {
        ...Hints
      }
    }
  }
`

interface Hints {
  status: string
  error: { hint: string | null } | null
  warnings: { hint: string | null }[]
  errorGroups: { hint: string | null }[]
}

/** What a reader is told of the job that {@link startFailing} starts when it has failed. */
const failedIn = (locale: 'en' | 'vi'): Hints => ({
  status: 'FAILED',
  error: { hint: ERROR_CODES.DISK_FULL.hint[locale] },
  warnings: [{ hint: ERROR_CODES.IMPLAUSIBLE_DROP.hint[locale] }],
  errorGroups: [{ hint: ERROR_CODES.STOCK_UNKNOWN.hint[locale] }],
})

/** A job that waits at the gate with a failed item and a warning, and fails behind it. */
async function startFailing(name: string): Promise<{ id: string; gate: Gate }> {
  const gate = new Gate()
  script(name, async ({ jobId, signal, progress }) => {
    const batch = countingBatch(jobId, 1, 1)
    await progress.batch({
      ...batch,
      write: async (tx) => ({
        ...(await batch.write(tx)),
        created: 0,
        failed: 1,
        entries: [
          { key: '1', title: null, outcome: 'FAILED', code: 'STOCK_UNKNOWN', message: null, searchable: [] },
        ],
      }),
    })
    await progress.warn({ code: 'IMPLAUSIBLE_DROP', message: 'a guard', retryable: true })
    await progress.drain()
    await gate.pass(signal)
    throw new CodedError('DISK_FULL', 'no room')
  })
  const id = await start(server.http, SCRIPTED, { script: name })
  await gate.reached
  return { id, gate }
}

async function startAndFail(name: string): Promise<string> {
  const { id, gate } = await startFailing(name)
  gate.open()
  await finished(server.ws, id)
  return id
}

const inLanguage = (accepted: string) => new GraphQLClient(url, { headers: { 'accept-language': accepted } })

/** The states that a reader over WebSocket is told. */
async function* readByWebSocket(id: string, connectionParams?: Record<string, unknown>) {
  const client = createClient({ url: url.replace('http', 'ws'), connectionParams, retryAttempts: 0 })
  try {
    const results = client.iterate<{ jobProgress: { job: Hints } }>({
      query: SUBSCRIPTION,
      variables: { id },
    })
    for await (const { data } of results) yield data!.jobProgress.job
  } finally {
    await client.dispose()
  }
}

/** The last state that a reader over server-sent events is told. */
async function readByEvents(id: string, accepted: string): Promise<() => Promise<Hints>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'accept-language': accepted,
    },
    body: JSON.stringify({ query: SUBSCRIPTION, variables: { id } }),
  })
  return async () => {
    const last = [...(await response.text()).matchAll(/^data: (\{.*)$/gm)].at(-1)![1]!
    return (JSON.parse(last) as { data: { jobProgress: { job: Hints } } }).data.jobProgress.job
  }
}

describe('hints', () => {
  test('follow Accept-Language in a query', async () => {
    const id = await startAndFail('queried')
    const told = async (accepted: string) =>
      (await inLanguage(accepted).request<{ job: Hints }>(QUERY, { id })).job
    expect(await told('vi-VN,vi;q=0.9,en;q=0.5')).toEqual(failedIn('vi'))
    expect(await told('en-US,en;q=0.9,vi;q=0.8')).toEqual(failedIn('en'))
    expect(await told('fr')).toEqual(failedIn('en'))
    expect((await server.http.request<{ job: Hints }>(QUERY, { id })).job).toEqual(failedIn('en'))
  })

  test('are each reader’s own when readers of both languages are told of one change', async () => {
    const { id, gate } = await startFailing('watched')
    const sockets = LOCALES.flatMap((locale) => [1, 2].map(() => readByWebSocket(id, { locale })))
    const first = await Promise.all(sockets.map((states) => states.next()))
    expect(first.map(({ value }) => (value as Hints).warnings)).toEqual(
      LOCALES.flatMap((locale) => [failedIn(locale).warnings, failedIn(locale).warnings]),
    )
    const events = await Promise.all(LOCALES.map((locale) => readByEvents(id, locale)))
    gate.open()
    const last = await Promise.all(sockets.map(async (states) => (await Array.fromAsync(states)).at(-1)))
    expect(last).toEqual(LOCALES.flatMap((locale) => [failedIn(locale), failedIn(locale)]))
    expect(await Promise.all(events.map((read) => read()))).toEqual(LOCALES.map(failedIn))
  })

  test('follow what a WebSocket says when it connects, and are English when that is no language', async () => {
    const id = await startAndFail('connected')
    const told = async (connectionParams?: Record<string, unknown>) =>
      (await Array.fromAsync(readByWebSocket(id, connectionParams))).at(-1)
    expect(await told({ locale: 'vi-VN' })).toEqual(failedIn('vi'))
    for (const params of [undefined, {}, { locale: 'fr' }, { locale: 7 }, { locale: null }, { lang: 'vi' }])
      expect(await told(params)).toEqual(failedIn('en'))
  })

  test('come from the code even where an earlier version stored one, unless the code is not known any more', async () => {
    const id = await startAndFail('stored')
    const stored = (code: string, hint?: string) => ({ code, message: 'm', hint, retryable: false })
    await rowsOf(
      server.databaseUrl,
      `update background_job set
         error = '${JSON.stringify(stored('NHANH_TOKEN', 'as it was'))}',
         warnings = '${JSON.stringify([stored('FORGOTTEN', 'what it said'), stored('FORGOTTEN'), stored('toString')])}'
       where id = ${id}`,
    )
    const { job } = await inLanguage('vi').request<{ job: Hints }>(QUERY, { id })
    expect(job.error).toEqual({ hint: ERROR_CODES.NHANH_TOKEN.hint.vi })
    expect(job.warnings).toEqual([{ hint: 'what it said' }, { hint: null }, { hint: null }])
  })

  test('of a mapping follow the reader too', async () => {
    const records = await pullRecords(server)
    await mapped(server.http, 'PRODUCT', ...records.pair('PRODUCT'))
    await rowsOf(
      server.databaseUrl,
      `update product_mapping set last_error = '{"code":"UNTRACKED","message":"m","retryable":false}'`,
    )
    const { productMappings } = await inLanguage('vi').request<{
      productMappings: { nodes: { lastError: { code: string; hint: string } }[] }
    }>(gql`
      {
        productMappings {
          nodes {
            lastError {
              code
              hint
            }
          }
        }
      }
    `)
    expect(productMappings.nodes).toEqual([
      { lastError: { code: 'UNTRACKED', hint: ERROR_CODES.UNTRACKED.hint.vi } },
    ])
  })
})

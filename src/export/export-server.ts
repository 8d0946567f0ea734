import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { EntityManager } from '@mikro-orm/postgresql'
import { GraphQLError } from 'graphql'
import { isDatabaseUnavailable, messageOf } from '../errors.ts'
import type { JobService } from '../jobs/job-service.ts'
import type { Logger } from '../logger.ts'
import { jobNumber } from '../schema/job.ts'
import { exportItems } from './item-export.ts'
import { exportJobs } from './job-export.ts'
import { itemFilterOf, jobFilterOf } from './parameters.ts'

export interface ExportServer {
  /** Answers a request for a path below {@link EXPORT_PATH}; never rejects. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Breaks off what is being sent, so that nobody takes a part for the whole. */
  close(): void
}

export interface ExportServerOptions {
  em: EntityManager
  jobs: JobService
  log: Logger
  now: () => Date
}

export const EXPORT_PATH = '/export/'

interface File {
  /** Without the date and the ending. */
  name: string
  pieces: AsyncGenerator<string, void, void>
}

/** An answer in place of a file. The message is one line for a person. */
class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Serves what is to be taken out as CSV: jobs and ledgers, read from the database as fast as the client takes them. */
export function createExportServer(options: ExportServerOptions): ExportServer {
  const closing = new AbortController()
  return {
    handle: (request, response) => handle(request, response, options, closing.signal),
    close: () => closing.abort(),
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ExportServerOptions,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const signal = AbortSignal.any([closing, gone.signal])
  try {
    const { name, pieces } = await fileOf(request, options, signal)
    if (request.method === 'HEAD') {
      response.writeHead(200, headersOf(name, options.now())).end()
      return
    }
    // What the database refuses is found out while the status can still tell it.
    const first = await pieces.next()
    response.writeHead(200, headersOf(name, options.now()))
    await pipeline(
      async function* () {
        if (!first.done) yield first.value
        yield* pieces
      },
      response,
      { signal },
    )
  } catch (error) {
    if (signal.aborted) return void response.destroy()
    refuse(response, refusalOf(error, options.log))
  }
}

async function fileOf(
  request: IncomingMessage,
  options: ExportServerOptions,
  signal: AbortSignal,
): Promise<File> {
  const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
  const ledger = /^\/export\/jobs\/([^/]+)\/items\.csv$/.exec(path)
  if (!ledger && path !== '/export/jobs.csv') {
    throw new Refusal(404, 'there is nothing here; try /export/jobs.csv or /export/jobs/1/items.csv')
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new Refusal(405, `${request.method} is not served here; only GET and HEAD are`)
  }
  const given = new URLSearchParams(query)
  if (!ledger) {
    return { name: 'synctrack-jobs', pieces: exportJobs(options, jobFilterOf(given), signal) }
  }
  const filter = itemFilterOf(given)
  const id = jobNumber(ledger[1]!)
  const job = id === null ? null : await options.jobs.find(id)
  if (!job) throw new Refusal(404, `there is no job ${JSON.stringify(ledger[1]!.slice(0, 60))}`)
  return {
    name: `synctrack-job-${job.id}-items`,
    pieces: exportItems(options, job, filter, signal),
  }
}

function headersOf(name: string, now: Date): Record<string, string> {
  const date = now.toISOString().slice(0, 10)
  return {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': `attachment; filename="${name}-${date}.csv"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
}

function refusalOf(error: unknown, log: Logger): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof GraphQLError) return new Refusal(400, error.message)
  if (isDatabaseUnavailable(error)) {
    log.warn({ error: messageOf(error) }, 'an export was broken off: the database is away')
    return new Refusal(503, 'the database is away; try again in a moment')
  }
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'an export was broken off')
  return new Refusal(500, 'unexpected error')
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  // A part of the file is out already: only a broken connection tells the client that it is not the whole.
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow: 'GET, HEAD' }),
  })
  response.end(`${message}\n`)
}

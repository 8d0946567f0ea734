import type { z } from 'zod'
import { CodedError, type ErrorCode } from '../../errors.ts'
import type { CallOptions } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { Failures } from '../failures.ts'
import { type Http, type HttpAnswer, Transient } from '../http.ts'
import { parsedOrUndefined } from '../json.ts'
import { describeIssues } from '../rows.ts'
import { pause } from '../waiting.ts'
import { CostBucket, queryCost } from './cost.ts'
import type { Operation } from './documents.ts'
import { type Envelope, envelope, type graphqlError } from './responses.ts'
import type { TokenSource } from './token.ts'

/** The query asks for more than Shopify allows one query: ask for less. */
export class TooExpensive extends CodedError {}

/** THROTTLED in a row, of one request, before it gives up. */
const MAX_THROTTLED = 10
/** Spread between those who were throttled together. */
const THROTTLED_JITTER_MS = 250

type Outcome =
  | { kind: 'data'; data: unknown }
  | { kind: 'throttled'; said: string }
  | { kind: 'unauthorized'; said: string }

/** Sends operations to Shopify within its budget, with a valid token, and tells failures from answers. */
export class GraphqlTransport {
  readonly #url: string
  readonly #apiVersion: string
  readonly #http: Http
  readonly #token: TokenSource
  readonly #failures: Failures
  readonly #clock: Clock
  readonly #bucket: CostBucket
  /** What Shopify asked for an operation the last time, by name and model cost: the model can be wrong. */
  readonly #lastCost = new Map<string, number>()

  constructor(
    options: { baseUrl: string; apiVersion: string },
    http: Http,
    token: TokenSource,
    failures: Failures,
    clock: Clock,
  ) {
    this.#url = `${options.baseUrl.replace(/\/+$/, '')}/admin/api/${options.apiVersion}/graphql.json`
    this.#apiVersion = options.apiVersion
    this.#http = http
    this.#token = token
    this.#failures = failures
    this.#clock = clock
    this.#bucket = new CostBucket(clock)
  }

  budget(): { used: number; limit: number } | null {
    return this.#bucket.status()
  }

  /**
   * Runs one query and parses its data.
   * @throws CodedError SHOPIFY_TOKEN, SHOPIFY_ACCESS, SHOP_LOCKED, SHOPIFY_REFUSED, SEARCH_NOT_UNDERSTOOD,
   * API_VERSION_MISMATCH, RATE_LIMITED, PLATFORM_UNREACHABLE, UNEXPECTED_ANSWER; {@link TooExpensive}
   */
  async query<S extends z.ZodType>(
    operation: Operation,
    variables: Record<string, unknown>,
    schema: S,
    call: CallOptions,
  ): Promise<z.output<S>> {
    return this.#run(operation, variables, schema, call, (attempt) => this.#http.retrying(call, attempt))
  }

  /**
   * As {@link query}, for what must not be done twice: after a failure that leaves open whether Shopify did it, it is
   * not sent again.
   * @throws Transient then
   */
  async once<S extends z.ZodType>(
    operation: Operation,
    variables: Record<string, unknown>,
    schema: S,
    call: CallOptions,
  ): Promise<z.output<S>> {
    return this.#run(operation, variables, schema, call, (attempt) => attempt())
  }

  async #run<S extends z.ZodType>(
    operation: Operation,
    variables: Record<string, unknown>,
    schema: S,
    call: CallOptions,
    send: (attempt: () => Promise<Outcome>) => Promise<Outcome>,
  ): Promise<z.output<S>> {
    let token = await this.#token.get(call)
    let renewed = false
    let throttled = 0
    for (;;) {
      const held = token
      const outcome = await send(() => this.#attempt(operation, variables, held, call))
      if (outcome.kind === 'data') {
        const parsed = schema.safeParse(outcome.data)
        if (parsed.success) return parsed.data
        throw this.#unexpected(operation, describeIssues(parsed.error, outcome.data))
      }
      if (outcome.kind === 'unauthorized') {
        const other = renewed ? null : await this.#token.replace(token, call)
        if (other === null) throw this.#failures.make('SHOPIFY_TOKEN', outcome.said)
        this.#failures.note(outcome.said)
        token = other
        renewed = true
        continue
      }
      throttled++
      if (call.meter) call.meter.rateLimitHits++
      this.#failures.note(outcome.said)
      if (throttled >= MAX_THROTTLED)
        throw this.#failures.make('RATE_LIMITED', `${outcome.said}, ${throttled} times in a row`)
      // the bucket knows how long; this spreads those who wait, more each time
      const ms = Math.random() * THROTTLED_JITTER_MS * throttled
      const until = new Date(this.#clock.now() + ms)
      await pause(ms, { reason: 'RATE_LIMIT', until, detail: outcome.said }, call, this.#clock)
    }
  }

  async #attempt(
    operation: Operation,
    variables: Record<string, unknown>,
    token: string,
    call: CallOptions,
  ): Promise<Outcome> {
    const modelCost = queryCost(operation, variables)
    const costKey = `${operation.name} ${modelCost}`
    const request = {
      method: 'POST' as const,
      url: this.#url,
      headers: {
        'X-Shopify-Access-Token': token,
        'Content-Type': 'application/json',
        Accept: 'application/json',
      },
      body: JSON.stringify({ query: operation.document, operationName: operation.name, variables }),
    }
    const points = Math.max(modelCost, this.#lastCost.get(costKey) ?? 0)
    const reservation = await this.#bucket.reserve(points, call)
    try {
      const answer = await this.#http.send(request, call)
      const json = parsedOrUndefined(answer.text)
      const cost = envelope.safeParse(json).data?.extensions?.cost
      if (cost?.requestedQueryCost) this.#lastCost.set(costKey, cost.requestedQueryCost)
      reservation.settle(cost?.throttleStatus ?? null)
      return this.#judge(operation, answer, json)
    } finally {
      reservation.settle(null)
    }
  }

  /** @throws Transient; CodedError for everything that has no name in {@link Outcome} */
  #judge(operation: Operation, answer: HttpAnswer, json: unknown): Outcome {
    const { status, headers, text } = answer
    const said = `Shopify answered ${status} to ${operation.name}: ${this.#failures.excerpt(text, 200)}`
    if (status === 401) return { kind: 'unauthorized', said }
    const refusal = REFUSALS[status]
    if (refusal) throw this.#failures.make(refusal, said)
    this.#http.requireAnswered(answer)
    if (json === undefined) throw this.#http.notJson(answer)
    if (status >= 400) throw this.#failures.make('SHOPIFY_REFUSED', said)
    const version = headers.get('x-shopify-api-version')
    if (version !== null && version !== this.#apiVersion) {
      const versions = `Shopify answered with API version ${version}, asked for was ${this.#apiVersion}`
      throw this.#failures.make('API_VERSION_MISMATCH', versions)
    }
    const parsed = envelope.safeParse(json)
    if (!parsed.success) throw this.#unexpected(operation, describeIssues(parsed.error, json))
    return this.#readEnvelope(operation, parsed.data)
  }

  #readEnvelope(operation: Operation, { data, errors, extensions }: Envelope): Outcome {
    const list = typeof errors === 'string' ? [{ message: errors }] : (errors ?? [])
    if (list.length > 0) {
      const codes = new Set(list.map((error) => error.extensions?.code ?? ''))
      const said = `Shopify refused ${operation.name}: ${list.map(sentence).join('; ')}`
      // what is permanent comes before what may pass; data beside errors has holes and is not used
      if (codes.has('ACCESS_DENIED')) throw this.#failures.make('SHOPIFY_ACCESS', said)
      if (codes.has('SHOP_INACTIVE')) throw this.#failures.make('SHOP_LOCKED', said)
      if (codes.has('MAX_COST_EXCEEDED')) throw new TooExpensive('SHOPIFY_REFUSED', this.#failures.note(said))
      if (codes.has('THROTTLED')) return { kind: 'throttled', said }
      if (codes.has('INTERNAL_SERVER_ERROR')) throw new Transient('PLATFORM_UNREACHABLE', said)
      throw this.#failures.make('SHOPIFY_REFUSED', said)
    }
    const warnings = extensions?.search?.flatMap((search) => search.warnings ?? []) ?? []
    if (warnings.length > 0) {
      const said = warnings.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ')
      throw this.#failures.make('SEARCH_NOT_UNDERSTOOD', `Shopify did not understand the search: ${said}`)
    }
    return { kind: 'data', data }
  }

  #unexpected(operation: Operation, what: string): CodedError {
    return this.#failures.make(
      'UNEXPECTED_ANSWER',
      `Shopify answered ${operation.name} in an unknown form: ${what}`,
    )
  }
}

const REFUSALS: Record<number, ErrorCode> = { 402: 'SHOP_LOCKED', 403: 'SHOPIFY_ACCESS', 423: 'SHOP_LOCKED' }

function sentence(error: z.output<typeof graphqlError>): string {
  const code = error.extensions?.code
  return code ? `${code}, ${error.message}` : error.message
}

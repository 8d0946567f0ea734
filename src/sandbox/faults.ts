import type { PlatformName } from './world.ts'

/** What a fault's predicate sees of a request. */
export interface FaultRequest {
  /** Nhanh: without the version, `/product/list`; Shopify: `/graphql.json`, `/oauth/access_token`, `/staged-uploads`, `/bulk/<id>.jsonl`. */
  path: string
  /** Shopify only. */
  operationName?: string
  /** The header of a download that wants a part. */
  range?: string
  /** The parsed JSON (or form) body; the raw text when it is neither. */
  body: unknown
  /** Which request of this platform it is, counted from 1. */
  n: number
}

/**
 * What happens to a request.
 * - `status`: this HTTP status, with this body and headers; the request is not carried out.
 * - `html`: a page of HTML in place of JSON (status 200 unless told).
 * - `truncatedJson`: the first half of the answer.
 * - `hang`: no answer, ever, or only so many bytes of its body; the connection stays open until close().
 * - `reset`: the connection is destroyed: at once, or after that many bytes of the body.
 * - `slow`: the answer, that much later.
 * - `throttled`: Shopify's THROTTLED. `lock`: Nhanh's ERR_429, the URL is then locked.
 * - `expireToken`: the token that the request carries is invalid from this request on.
 * - `transform`: the answer's JSON, changed. `transformText`: the body as text, whatever it holds; of a download with
 *   a range the part that was asked for.
 * - `meanwhile`: the answer as it is; between its making and its sending something happens, and is waited for.
 */
export type FaultEffect =
  | { kind: 'status'; status: number; body?: string | object; headers?: Record<string, string> }
  | { kind: 'html'; status?: number }
  | { kind: 'truncatedJson' }
  | { kind: 'hang'; afterBytes?: number; carryOut?: boolean }
  | { kind: 'reset'; afterBytes?: number; carryOut?: boolean }
  | { kind: 'slow'; delayMs: number }
  | { kind: 'throttled' }
  | { kind: 'lock' }
  | { kind: 'expireToken' }
  | { kind: 'transform'; change: (answer: unknown, request: FaultRequest) => unknown }
  | { kind: 'transformText'; change: (text: string, request: FaultRequest) => string }
  | { kind: 'meanwhile'; act: (request: FaultRequest) => void | Promise<void> }

export type FaultRule = FaultEffect & {
  platform: PlatformName
  /** Which requests it is for; all unless told. */
  match?: (request: FaultRequest) => boolean
  /** How many requests it hits; 1 unless told, Infinity for every one. */
  times?: number
  /** How many matching requests pass first; 0 unless told. */
  afterRequests?: number
}

/** A fault that was added: how often it has hit, and how often it still will. */
export interface Fault {
  readonly hits: number
  readonly remaining: number
  remove(): void
}

/**
 * Faults to come, in the order in which they were added. A request meets at most one: the first that matches it and
 * is due. (A matching fault that still lets requests pass counts this one and leaves it to the next fault.)
 */
export class Faults {
  #pending: PendingFault[] = []
  #hits = 0

  /** How many requests any fault has hit since the start. */
  get hits(): number {
    return this.#hits
  }

  /** @throws RangeError for a kind that the platform does not have. */
  add(rule: FaultRule): Fault {
    if (rule.kind === 'throttled' && rule.platform !== 'shopify') {
      throw new RangeError('Fault throttled is for Shopify; for Nhanh use lock')
    }
    if (rule.kind === 'lock' && rule.platform !== 'nhanh') {
      throw new RangeError('Fault lock is for Nhanh; for Shopify use throttled')
    }
    const fault = new PendingFault(rule, () => {
      this.#pending = this.#pending.filter((other) => other !== fault)
    })
    this.#pending.push(fault)
    return fault
  }

  /** Forgets every fault that is still to come. */
  clear(): void {
    this.#pending = []
  }

  /** The effect on this request, counted as a hit; undefined when it meets no fault. */
  take(platform: PlatformName, request: FaultRequest): FaultEffect | undefined {
    const due = this.#pending.find((fault) => fault.rule.platform === platform && fault.isDue(request))
    if (due === undefined) return undefined
    due.hit()
    this.#hits += 1
    return due.rule
  }
}

class PendingFault implements Fault {
  readonly rule: FaultRule
  readonly remove: () => void
  hits = 0
  remaining: number
  #passing: number

  constructor(rule: FaultRule, remove: () => void) {
    this.rule = rule
    this.remove = remove
    this.remaining = rule.times ?? 1
    this.#passing = rule.afterRequests ?? 0
  }

  isDue(request: FaultRequest): boolean {
    if (this.remaining <= 0 || !(this.rule.match?.(request) ?? true)) return false
    if (this.#passing === 0) return true
    this.#passing -= 1
    return false
  }

  hit(): void {
    this.hits += 1
    this.remaining -= 1
    if (this.remaining === 0) this.remove()
  }
}

import { type FieldNode, Kind, type SelectionSetNode } from 'graphql'
import type { CallOptions, Wait } from '../call.ts'
import type { Clock } from '../clock.ts'
import { Gate, type SleepInTurn } from '../waiting.ts'
import type { Operation } from './documents.ts'

/** One query may not ask for more, on any plan. */
export const MAX_QUERY_COST = 1_000

const MUTATION_COST = 10

type Variables = Record<string, unknown>

/**
 * The points that Shopify will ask for a query, by the formula fitted to live answers (facts page, section 2.1). It
 * knows no types, so money and addresses, which are free, count 1 each: it errs to the safe side. The answer's own
 * figure is the truth.
 */
export function queryCost({ selections, isMutation }: Operation, variables: Variables): number {
  return (isMutation ? MUTATION_COST : 0) + childrenCost(selections, variables)
}

function childrenCost(selections: SelectionSetNode | undefined, variables: Variables): number {
  let cost = 0
  for (const child of selections?.selections ?? []) {
    if (child.kind === Kind.FIELD) cost += fieldCost(child, variables)
    else if (child.kind === Kind.INLINE_FRAGMENT) cost += childrenCost(child.selectionSet, variables)
  }
  return cost
}

function fieldCost(field: FieldNode, variables: Variables): number {
  const { name, selectionSet } = field
  if (!selectionSet || name.value === 'pageInfo' || name.value === 'userErrors') return 0
  if (name.value.endsWith('Count')) return 10
  const size = sizeOf(field, variables)
  // in a connection `nodes` and `edges` count as one node each, their own fields inside
  return size === null
    ? 1 + childrenCost(selectionSet, variables)
    : 2 + multiplier(size) * childrenCost(selectionSet, variables)
}

function sizeOf({ arguments: args }: FieldNode, variables: Variables): number | null {
  const value = args?.find(({ name }) => name.value === 'first' || name.value === 'last')?.value
  if (value?.kind === Kind.INT) return Number(value.value)
  if (value?.kind !== Kind.VARIABLE) return null
  const given = variables[value.name.value]
  return typeof given === 'number' ? given : null
}

function multiplier(size: number): number {
  return size <= 0 ? 0 : Math.max(1, Math.floor(2 * Math.log(size)))
}

/** `extensions.cost.throttleStatus`, in points and points a second. */
interface ThrottleStatus {
  maximumAvailable: number
  currentlyAvailable: number
  restoreRate: number
}

export interface Reservation {
  /** The answer came, or none did (null): then the points stay taken, for Shopify may have run it. */
  settle(status: ThrottleStatus | null): void
}

/** Before the first answer: the smallest plan. */
const STANDARD: ThrottleStatus = { maximumAvailable: 2_000, currentlyAvailable: 2_000, restoreRate: 100 }
/** Kept back from the jobs, as a share of the bucket, for a person who asks in between. */
const RESERVE = 0.05

/**
 * Shopify's leaky bucket as seen from here: points are reserved before a query is sent, and each answer corrects the
 * count. Callers are served first come first served, those for whom a person waits before all others.
 */
export class CostBucket {
  readonly #clock: Clock
  readonly #jobs: Gate
  readonly #interactive: Gate
  /** Points that interactive calls wait for: no job takes them. */
  #awaited = 0
  #status = STANDARD
  #asOf: number
  #onTheirWay = 0
  #known = false

  constructor(clock: Clock) {
    this.#clock = clock
    this.#jobs = new Gate(clock)
    this.#interactive = new Gate(clock)
    this.#asOf = clock.now()
  }

  /** Resolves when a query of so many points may be sent, now. Rejects with the signal's reason. */
  async reserve(points: number, call: CallOptions): Promise<Reservation> {
    if (!call.interactive) return this.#jobs.pass(call, (sleep) => this.#take(points, this.#kept, sleep))
    this.#awaited += points
    try {
      return await this.#interactive.pass(call, (sleep) => this.#take(points, () => 0, sleep))
    } finally {
      this.#awaited -= points
      this.#jobs.wake()
    }
  }

  async #take(points: number, kept: () => number, sleep: SleepInTurn): Promise<Reservation> {
    for (let block = this.#block(points + kept()); block; block = this.#block(points + kept()))
      await sleep(block.ms, block.wait)
    this.#status = { ...this.#status, currentlyAvailable: this.#available() - points }
    this.#asOf = this.#clock.now()
    this.#onTheirWay += points
    let settled = false
    return {
      settle: (status) => {
        if (settled) return
        settled = true
        this.#onTheirWay -= points
        if (!status) return
        // others on their way may be counted by Shopify already: to count them again costs a little time, no refusal
        this.#status = { ...status, currentlyAvailable: status.currentlyAvailable - this.#onTheirWay }
        this.#asOf = this.#clock.now()
        this.#known = true
        this.#interactive.wake()
        this.#jobs.wake()
      },
    }
  }

  /** What a job leaves in the bucket. */
  readonly #kept = (): number => this.#status.maximumAvailable * RESERVE + this.#awaited

  /** Null before the first answer. */
  status(): { used: number; limit: number } | null {
    if (!this.#known) return null
    const limit = this.#status.maximumAvailable
    return { used: Math.min(limit, Math.max(0, Math.round(limit - this.#available()))), limit }
  }

  #available(): number {
    const { maximumAvailable, currentlyAvailable, restoreRate } = this.#status
    const restored = ((this.#clock.now() - this.#asOf) / 1000) * restoreRate
    return Math.min(maximumAvailable, currentlyAvailable + restored)
  }

  #block(needed: number): { ms: number; wait: Wait } | null {
    const { maximumAvailable, restoreRate } = this.#status
    const missing = Math.min(maximumAvailable, needed) - this.#available()
    if (missing <= 0) return null
    const ms = Math.ceil((missing / restoreRate) * 1000)
    const detail = `Shopify's budget is used up for now; it restores ${restoreRate} points a second`
    return { ms, wait: { reason: 'RATE_LIMIT', until: new Date(this.#clock.now() + ms), detail } }
  }
}

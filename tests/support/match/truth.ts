import type { CANDIDATE_FIELDS, MatchReviewReason } from '../../../src/entities/match-review.ts'
import type { MatchField } from '../../../src/entities/mapping.ts'

export type Side = 'NHANH' | 'SHOPIFY'

/** What a match says of a living record: one word of the job's metadata, or the reason of the review that it is in. */
export type State =
  'notACandidate' | 'alreadyLinked' | 'linked' | MatchReviewReason | 'ignored' | 'noKey' | 'noCounterpart'

/** A record of one side; ids are those that the database has. */
export interface Placed {
  side: Side
  id: string
  /** The scenario that it belongs to and its place in it, for whoever reads a difference. */
  label: string
}

/** What the job's metadata says of one side. */
export interface Counts {
  lookedAt: number
  linked: number
  alreadyLinked: number
  noCounterpart: number
  noKey: number
  ignored: number
  notACandidate: number
  review: Partial<Record<MatchReviewReason, number>>
}

export interface Candidate extends Placed {
  matchedOn: (typeof CANDIDATE_FIELDS)[number]
}

export interface Pair {
  nhanh: Placed
  shopify: Placed
}

interface Link extends Pair {
  keyField: MatchField
  key: string
}

interface Review {
  reason: MatchReviewReason
  keyField: MatchField
  key: string
  candidates: Candidate[]
}

/** What a match of products, or of customers, must find, and what a person did before it. */
export class Truth {
  readonly links: Link[] = []
  readonly reviews: Review[] = []
  /** Of every record that lives when the match runs. */
  readonly states = new Map<Placed, State>()
  /** Linked by hand before the match. */
  readonly mapped: Pair[] = []
  /** Taken apart by hand before the match. */
  readonly takenApart: Pair[] = []
  /** Takes away at the source what must be gone there when the match runs. */
  readonly deletions: (() => void)[] = []
  readonly #labels = new Map<string, string>()

  place(side: Side, id: string, label: string, state: State | 'deleted'): Placed {
    const placed = { side, id, label }
    this.#labels.set(`${side} ${id}`, label)
    if (state !== 'deleted') this.states.set(placed, state)
    return placed
  }

  labelOf(side: Side, id: string): string {
    return this.#labels.get(`${side} ${id}`) ?? `${side} ${id}`
  }

  /** How many records of a side are in each state. */
  metadataOf(side: Side): Counts {
    const counts: Counts = {
      lookedAt: 0,
      linked: 0,
      alreadyLinked: 0,
      noCounterpart: 0,
      noKey: 0,
      ignored: 0,
      notACandidate: 0,
      review: {},
    }
    for (const [placed, state] of this.states) {
      if (placed.side !== side) continue
      counts.lookedAt += 1
      if (isReason(state)) counts.review[state] = (counts.review[state] ?? 0) + 1
      else counts[state] += 1
    }
    return counts
  }
}

export function isReason(state: State): state is MatchReviewReason {
  return state === state.toUpperCase()
}

/** Ids that rise with nothing: neighbours in a scenario lie far apart in its table. */
export function scatteredIds(first: number, step: number): () => number {
  let count = 0
  return () => first + ((count++ * step) % 1_000_003)
}

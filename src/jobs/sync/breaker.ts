import { CodedError } from '../../errors.ts'

/** A fall of more than both is not believed. */
const PLAUSIBLE_ZEROS = 50
const PLAUSIBLE_ZERO_SHARE = 0.05
const PLAUSIBLE_FALL_SHARE = 0.3
/** What a person chose by hand, or what is tried again, is often one item: its units say nothing about the shop. */
const FEWEST_CHOSEN = 50

/** What a sync changes in all; JSON-safe. */
export interface Weight {
  items: number
  /** Items of which a level falls to 0. */
  toZero: number
  unitsBefore: number
  unitsAfter: number
}

export const NO_WEIGHT: Weight = { items: 0, toZero: 0, unitsBefore: 0, unitsAfter: 0 }

/** Of one item; levels that are not written stay as they are. */
export function weightOf(levels: readonly { present: number | null; after: number | null }[]): Weight {
  const units = (numbers: (number | null)[]) =>
    numbers.reduce((sum: number, n) => sum + Math.max(0, n ?? 0), 0)
  return {
    items: 1,
    toZero: levels.some(({ present, after }) => (present ?? 0) > 0 && after === 0) ? 1 : 0,
    unitsBefore: units(levels.map(({ present }) => present)),
    unitsAfter: units(levels.map(({ after }) => after)),
  }
}

export function addWeight(a: Weight, b: Weight): Weight {
  return {
    items: a.items + b.items,
    toZero: a.toZero + b.toZero,
    unitsBefore: a.unitsBefore + b.unitsBefore,
    unitsAfter: a.unitsAfter + b.unitsAfter,
  }
}

/**
 * Watches what a plan comes to while it is written: what is read again and decided otherwise is weighed with all the rest.
 */
export class Weighing {
  readonly #judge: (total: Weight) => CodedError | null
  #total: Weight | null = null

  constructor(judge: (total: Weight) => CodedError | null) {
    this.#judge = judge
  }

  /** Weighs the whole plan. Returns why it is not believed; null when it is. */
  begin(total: Weight): CodedError | null {
    this.#total = total
    return this.#judge(total)
  }

  /**
   * Puts one item's weight in the place of what it was planned to be.
   * @throws CodedError IMPLAUSIBLE_CHANGE
   */
  replace(planned: Weight, now: Weight): void {
    if (!this.#total) return
    const doubt = this.begin({
      items: this.#total.items - planned.items + now.items,
      toZero: this.#total.toZero - planned.toZero + now.toZero,
      unitsBefore: this.#total.unitsBefore - planned.unitsBefore + now.unitsBefore,
      unitsAfter: this.#total.unitsAfter - planned.unitsAfter + now.unitsAfter,
    })
    if (doubt) throw doubt
  }
}

/** Why a plan is not believed; null when it is. `isWhole`: it is about everything that is linked. `unit`: of what it counts. */
export function implausibility(
  { items, toZero, unitsBefore, unitsAfter }: Weight,
  isWhole: boolean,
  unit = 'pieces',
): CodedError | null {
  const fallen = unitsBefore - unitsAfter
  const reasons = [
    toZero > PLAUSIBLE_ZEROS &&
      toZero > items * PLAUSIBLE_ZERO_SHARE &&
      `${toZero} of ${items} items would become 0`,
    (isWhole || items >= FEWEST_CHOSEN) &&
      fallen > 0 &&
      fallen >= unitsBefore * PLAUSIBLE_FALL_SHARE &&
      `${unitsBefore} ${unit} would become ${unitsAfter}`,
  ].filter((reason) => reason !== false)
  return reasons.length === 0 ? null : new CodedError('IMPLAUSIBLE_CHANGE', reasons.join(', and '))
}

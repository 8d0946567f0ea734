import type { TraceLookQuery } from '../graphql/types.ts'

export type Trace = TraceLookQuery['productTrace'][number]
export type TracedLevel = Trace['expected'][number]

/** agrees: Shopify shows what it should. differs: the next sync would write. alone: it is not written. */
export type Verdict = 'agrees' | 'differs' | 'alone'

export function verdictOn({ target, shopifyAvailable, code }: TracedLevel): Verdict {
  if (target === null || code !== null) return 'alone'
  return target === shopifyAvailable ? 'agrees' : 'differs'
}

/** Of all locations together: one that differs is said first. A location that nothing feeds says nothing. */
export function verdictOf(levels: readonly TracedLevel[]): Verdict {
  const verdicts = levels.filter((level) => isFed(level) || level.code !== null).map(verdictOn)
  if (verdicts.includes('differs')) return 'differs'
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'agrees') ? 'agrees' : 'alone'
}

export function isFed({ depots }: TracedLevel): boolean {
  return depots.some(({ counts }) => counts)
}

/** Why the target is not just what the numbers beside it come to; null when it is. */
export function roundingOf(
  { nhanhAvailable, reserve, pendingSales, target }: TracedLevel,
  policy: Trace['mapping']['policy'],
): 'zeroed' | 'belowZero' | 'whole' | 'otherRule' | null {
  if (target === null) return null
  if (policy === 'ZERO') return 'zeroed'
  const available = Number(nhanhAvailable ?? 0)
  const sum = Math.floor(available) - reserve - pendingSales
  if (target !== Math.max(0, sum)) return 'otherRule'
  if (sum < 0) return 'belowZero'
  return Number.isInteger(available) ? null : 'whole'
}

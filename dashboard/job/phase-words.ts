import type { TFunction } from 'i18next'

const EXACT = {
  reading: 'reading',
  writing: 'writing',
  finishing: 'finishing',
  linking: 'linking',
  counting: 'counting',
  reviewing: 'reviewing',
  'listing the plan': 'plan',
  'putting back': 'back',
  'removing what is linked no more': 'removing',
  'asking for the first page': 'first',
} as const

const PATTERNS = [
  [/^asking for .+ that were not seen$/, 'unseen'],
  [/^going on after page (\d+)$/, 'on'],
  [/^page (\d+)$/, 'page'],
  [/^Shopify prepares .+: (\d+) objects so far$/, 'prepares'],
  [/^downloading .+$/, 'downloading'],
] as const

/** What a job does now, in the reader's language where it is known; else as the job says it. */
export function phaseWords(phase: string, t: TFunction<'job'>): string {
  if (phase in EXACT) return t(`phases.${EXACT[phase as keyof typeof EXACT]}`)
  for (const [pattern, name] of PATTERNS) {
    const found = pattern.exec(phase)
    if (found) return t(`phases.${name}`, { number: found[1] ?? '' })
  }
  return phase
}

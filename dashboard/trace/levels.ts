/** What a line of a sync's ledger tells of one location. */
export interface LevelChange {
  locationId: string
  before: number | null
  after: number | null
}

interface LedgerLevel {
  locationId: string
  available: number | null
}

/** The locations that a sync changed, from what its ledger says of before and after; those that stayed are left out. */
export function changesOf({ before, after }: { before: unknown; after: unknown }): LevelChange[] {
  const earlier = levelsIn(before)
  return levelsIn(after)
    .map(({ locationId, available }) => ({
      locationId,
      before: earlier.find((level) => level.locationId === locationId)?.available ?? null,
      after: available,
    }))
    .filter((change) => change.before !== change.after)
}

function levelsIn(value: unknown): LedgerLevel[] {
  if (typeof value !== 'object' || value === null || !('levels' in value) || !Array.isArray(value.levels))
    return []
  return value.levels.filter(isLevel)
}

function isLevel(value: unknown): value is LedgerLevel {
  return (
    typeof value === 'object' &&
    value !== null &&
    'locationId' in value &&
    typeof value.locationId === 'string' &&
    'available' in value &&
    (value.available === null || typeof value.available === 'number')
  )
}

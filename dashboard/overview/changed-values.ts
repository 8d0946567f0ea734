/** One value that a sync changed: a level of a variant at a location, or a field of a customer. */
export interface ChangedValue {
  location?: string
  field?: CustomerField
  before: number | string | null
  after: number | string | null
}

const CUSTOMER_FIELDS = ['total_spent', 'points', 'level'] as const
type CustomerField = (typeof CUSTOMER_FIELDS)[number]

interface Sides {
  before: unknown
  after: unknown
}

/** What a line of a sync's ledger says was changed; what is the same on both sides is left out. */
export function changedValues(
  { before, after }: Sides,
  locations: readonly { id: string; name: string }[],
): ChangedValue[] {
  const written = levelsOf(after)
  const values: ChangedValue[] =
    written.length > 0
      ? written.map(({ locationId, available }) => ({
          location: locations.find(({ id }) => id === locationId)?.name ?? locationId,
          before: levelsOf(before).find((level) => level.locationId === locationId)?.available ?? null,
          after: available,
        }))
      : CUSTOMER_FIELDS.map((field) => ({
          field,
          before: valueOf(before, field),
          after: valueOf(after, field),
        }))
  return values.filter((value) => value.before !== value.after)
}

interface Level {
  locationId: string
  available: number | null
}

function levelsOf(side: unknown): Level[] {
  const levels = (side as { levels?: Level[] } | null)?.levels
  return Array.isArray(levels) ? levels : []
}

function valueOf(side: unknown, field: CustomerField): number | string | null {
  const value = (side as Record<string, unknown> | null)?.[field]
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

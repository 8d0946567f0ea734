import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormats, type Formats } from '../formats/formats.ts'
import type { StartFindingsQuery } from '../graphql/types.ts'
import styles from './largest-changes.module.css'

type Change = NonNullable<StartFindingsQuery['job']>['largestChanges'][number]

interface Moved {
  where: string
  from: string
  to: string
}

/** What a sync changes most, from what to what. */
export function LargestChanges({
  changes,
  locations,
}: {
  changes: readonly Change[]
  locations: StartFindingsQuery['shopifyLocations']
}) {
  const { t } = useTranslation(['start', 'common'])
  const formats = useFormats()
  const names = new Map(locations.map(({ id, name }) => [id, name]))
  const moneyName = t('review.spent')
  return (
    <ol className={styles.changes}>
      {changes.map(({ item }) => (
        <li key={item.id} className={styles.change}>
          <span className={styles.title}>{item.title ?? item.key}</span>
          <ul className={styles.moves}>
            {[...levelsOf(item, names, formats), ...moneyOf(item, moneyName, formats)].map(
              ({ where, from, to }) => (
                <li key={where} className={styles.move}>
                  <span className={styles.where}>{where}</span>
                  <span className={styles.numbers}>
                    <span>{from}</span>
                    <ArrowRight aria-label={t('review.becomes')} />
                    <strong>{to}</strong>
                  </span>
                </li>
              ),
            )}
          </ul>
        </li>
      ))}
    </ol>
  )
}

interface Levels {
  levels?: readonly { locationId: string; available: number | null }[]
}

function levelsOf({ before, after }: Change['item'], names: Map<string, string>, formats: Formats): Moved[] {
  const present = new Map(
    ((before as Levels | null)?.levels ?? []).map(({ locationId, available }) => [locationId, available]),
  )
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : formats.number(value)
  return ((after as Levels | null)?.levels ?? []).map(({ locationId, available }) => ({
    where: names.get(locationId) ?? locationId,
    from: shown(present.get(locationId)),
    to: shown(available),
  }))
}

interface Spent {
  total_spent?: string | null
}

function moneyOf({ before, after }: Change['item'], where: string, formats: Formats): Moved[] {
  const [from, to] = [before, after].map((values) => (values as Spent | null)?.total_spent)
  if (to === undefined || to === null) return []
  return [{ where, from: from ? formats.money(from) : '–', to: formats.money(to) }]
}

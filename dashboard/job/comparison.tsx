import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormats, type Formats } from '../formats/formats.ts'
import type { JobLedgerItemFragment } from '../graphql/types.ts'
import styles from './comparison.module.css'
import { fieldsOf, levelsOf, type Change, type LevelChange } from './item-values.ts'
import type { LocationNames } from './use-location-names.ts'

const FIELDS = [
  'total_spent',
  'points',
  'level',
  'updated_at',
  'nhanhId',
  'keyField',
  'key',
  'adjustmentId',
] as const
type KnownField = (typeof FIELDS)[number]

/** What stood there and what stands there now, or would: place by place, with the change marked. */
export function Comparison({ item, names }: { item: JobLedgerItemFragment; names: LocationNames }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const levels = levelsOf(item.before, item.after)
  const changes: (Change | LevelChange)[] = levels ?? fieldsOf(item.before, item.after)
  if (changes.length === 0) return null
  const labelOf = (name: string) => {
    if (levels) return names.get(name) ?? t('ledger.location', { id: name.split('/').at(-1) })
    const known = FIELDS.find((field) => field === name)
    return known ? t(`ledger.fields.${known}`) : name
  }
  return (
    <ul className={styles.changes}>
      {changes.map((change) => (
        <li key={change.name} className={change.isChanged ? styles.changed : styles.same}>
          <span className={styles.name}>{labelOf(change.name)}</span>
          <Values
            change={change}
            words={(value) => wordsOf(change.name, value, formats) ?? t('ledger.nothing')}
          />
          {'inNhanh' in change && <Why level={change} />}
        </li>
      ))}
    </ul>
  )
}

function Values({ change, words }: { change: Change; words: (value: Change['before']) => string }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const { before, after, isChanged } = change
  if (!isChanged) {
    return (
      <span className={styles.values}>
        {words(before)} {before !== null && <span className={styles.stays}>{t('ledger.unchanged')}</span>}
      </span>
    )
  }
  const difference = typeof before === 'number' && typeof after === 'number' ? after - before : null
  return (
    <span className={styles.values}>
      <del className={styles.before}>{words(before)}</del>
      <ArrowRight aria-hidden="true" />
      <ins className={styles.after}>{words(after)}</ins>
      {difference !== null && (
        <span className={styles.difference}>
          {(difference > 0 ? '+' : '−') + formats.number(Math.abs(difference))}
        </span>
      )}
    </span>
  )
}

/** The numbers that led to the target. */
function Why({ level: { inNhanh, reserve, pendingSales } }: { level: LevelChange }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const parts = [
    inNhanh !== null && t('ledger.inNhanh', { number: formats.decimal(inNhanh) }),
    reserve > 0 && t('ledger.reserve', { number: formats.number(reserve) }),
    pendingSales > 0 && t('ledger.pending', { number: formats.number(pendingSales) }),
  ].filter((part) => part !== false)
  return parts.length === 0 ? null : <span className={styles.why}>{parts.join(', ')}</span>
}

function wordsOf(name: string, value: Change['before'], formats: Formats): string | null {
  if (value === null) return null
  if (typeof value === 'number') return formats.number(value)
  switch (name as KnownField) {
    case 'total_spent':
      return formats.money(value)
    case 'points':
      return formats.decimal(value)
    case 'updated_at':
      return Number.isNaN(Date.parse(value)) ? value : formats.moment(value)
    default:
      return value
  }
}

import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import table from '../design/table.module.css'
import { useFormats } from '../formats/formats.ts'
import type { JobLedgerItemFragment, JobType } from '../graphql/types.ts'
import { Comparison } from './comparison.tsx'
import styles from './ledger.module.css'
import { OutcomeBadge } from './outcome-badge.tsx'
import { outcomeWords } from './outcome-words.ts'
import { withNames, type LocationNames } from './use-location-names.ts'

interface Shared {
  type: JobType
  dryRun: boolean
  names: LocationNames
}

/** The lines of a ledger; on a phone each is a card. */
export function LedgerTable({ items, ...shared }: { items: readonly JobLedgerItemFragment[] } & Shared) {
  const { t } = useTranslation('job')
  const hasChanges = items.some(({ before, after }) => before !== null || after !== null)
  return (
    <div className={table.scroll}>
      <table className={[table.table, styles.table].join(' ')} aria-label={t('ledger.title')}>
        <thead>
          <tr>
            <th scope="col">{t('ledger.item')}</th>
            <th scope="col">{t('ledger.outcome')}</th>
            {hasChanges && <th scope="col">{t(shared.dryRun ? 'ledger.planned' : 'ledger.change')}</th>}
            <th scope="col">{t('ledger.reason')}</th>
            <th scope="col" className={table.number}>
              {t('ledger.when')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <LedgerRow key={item.id} item={item} hasChanges={hasChanges} {...shared} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const LedgerRow = memo(
  function LedgerRow({
    item,
    type,
    dryRun,
    names,
    hasChanges,
  }: { item: JobLedgerItemFragment; hasChanges: boolean } & Shared) {
    const { t } = useTranslation('job')
    const formats = useFormats()
    const { title, key, outcome, code, message, attempts, at } = item
    const shortKey = key.split('/').at(-1)
    return (
      <tr>
        <td className={styles.item}>
          {title !== null && <div className={table.strong}>{title}</div>}
          <div className={title === null ? table.strong : styles.key} title={key}>
            {shortKey}
          </div>
        </td>
        <td>
          <OutcomeBadge outcome={outcome}>{outcomeWords(outcome, type, dryRun, t)}</OutcomeBadge>
          {attempts > 1 && <div className={styles.key}>{t('ledger.attempts', { count: attempts })}</div>}
        </td>
        {hasChanges && (
          <td className={styles.change}>
            <Comparison item={item} names={names} />
          </td>
        )}
        <td className={styles.reason}>
          {message !== null && <div>{withNames(message, names)}</div>}
          {code !== null && <code className={styles.key}>{code}</code>}
        </td>
        <td className={[table.number, table.soft].join(' ')}>{formats.time(at)}</td>
      </tr>
    )
  },
  // A page that is read again brings new objects for lines that have not changed.
  (one, other) =>
    one.item.id === other.item.id &&
    one.item.at === other.item.at &&
    one.item.outcome === other.item.outcome &&
    one.item.attempts === other.item.attempts &&
    one.hasChanges === other.hasChanges &&
    one.names === other.names &&
    one.dryRun === other.dryRun,
)

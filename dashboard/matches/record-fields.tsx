import { Equal, EqualNot, Minus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { agreementOf, type Agreement } from './compare.ts'
import styles from './record.module.css'
import type { ShownRecord } from './records.ts'

const SIGNS = { same: Equal, differs: EqualNot, unknown: Minus } satisfies Record<Agreement, unknown>

/** The fields of a record; what differs from the other side is marked, by a sign, a word for readers and a ground. */
export function RecordFields({ record, others }: { record: ShownRecord; others: readonly ShownRecord[] }) {
  const { t } = useTranslation('matches')
  // Within a label only phrases may stand, so it is no list of terms.
  return (
    <span className={styles.fields}>
      {record.fields.map((field) => {
        const agreement = agreementOf(field, others)
        const Sign = agreement && SIGNS[agreement]
        return (
          <span key={field.name} className={styles.field} data-agreement={agreement ?? undefined}>
            <span className={styles.name}>{t(`field.${field.name}`)}</span>
            <span className={styles.value}>
              {field.value ?? <span className={styles.none}>{t('none')}</span>}
            </span>
            <span className={styles.sign}>
              {Sign && <Sign aria-hidden="true" />}
              {agreement && <span className="visually-hidden">({t(`agreement.${agreement}`)})</span>}
            </span>
          </span>
        )
      })}
    </span>
  )
}

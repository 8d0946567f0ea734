import { useTranslation } from 'react-i18next'
import { Failed, Loading } from '../design/states.tsx'
import tables from '../design/table.module.css'
import { useFormats, type Formats } from '../formats/formats.ts'
import type { JobType } from '../graphql/types.ts'
import { changedValues } from './changed-values.ts'
import styles from './changes.module.css'
import { OverviewChangesDocument } from './largest-changes.graphql.ts'
import { useQuestion } from './use-question.ts'

/** What the last sync of a type changed most, each value before and after. */
export default function ChangesTable({ type }: { type: JobType }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const { data, error, refresh } = useQuestion(OverviewChangesDocument, {})
  if (error && !data) return <Failed error={error} onRetry={refresh} />
  if (!data) return <Loading rows={4} />
  const changes = data.shopHealth.chain.find((step) => step.type === type)?.largestChanges ?? []
  if (changes.length === 0) return <p className={styles.none}>{t('chain.noChanges')}</p>
  const show = valueText(formats, t('chain.none'))
  return (
    <div className={[tables.scroll, styles.scroll].join(' ')}>
      <table className={[tables.table, styles.table].join(' ')}>
        <thead>
          <tr>
            <th scope="col">{t('chain.item')}</th>
            <th scope="col">{t('chain.where')}</th>
            <th scope="col" className={tables.number}>
              {t('chain.before')}
            </th>
            <th scope="col" className={tables.number}>
              {t('chain.after')}
            </th>
          </tr>
        </thead>
        {changes.map(({ item }) => {
          const values = changedValues(item, data.shopifyLocations)
          return (
            <tbody key={item.id}>
              {values.map(({ field, location, before, after }, row) => (
                <tr key={field ?? location}>
                  {row === 0 && (
                    <th scope="rowgroup" rowSpan={values.length}>
                      {item.title ?? item.key}
                    </th>
                  )}
                  <td>{field ? t(`chain.fields.${field}`) : location}</td>
                  <td className={tables.number}>{show(before, field)}</td>
                  <td className={[tables.number, tables.strong].join(' ')}>
                    <span aria-hidden="true">→ </span>
                    {show(after, field)}
                  </td>
                </tr>
              ))}
            </tbody>
          )
        })}
      </table>
    </div>
  )
}

function valueText(formats: Formats, none: string) {
  return (value: number | string | null, field?: string): string => {
    if (value === null) return none
    if (field === 'total_spent') return formats.money(String(value))
    return typeof value === 'number' ? formats.number(value) : value
  }
}

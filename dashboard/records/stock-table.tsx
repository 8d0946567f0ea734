import { useTranslation } from 'react-i18next'
import table from '../design/table.module.css'
import styles from './record-panel.module.css'

/** What there is where; a number that was not sent is a dash, never 0. */
export function StockTable({
  label,
  place,
  columns,
  rows,
}: {
  label: string
  place: string
  columns: readonly string[]
  rows: readonly { id: string; name: string; numbers: readonly string[] }[]
}) {
  const { t } = useTranslation('records')
  if (rows.length === 0) return <p className={table.soft}>{t('noStock')}</p>
  return (
    <div className={table.scroll}>
      <table className={[table.table, styles.stock].join(' ')} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{place}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className={table.number}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, numbers }) => (
            <tr key={id}>
              <td>{name}</td>
              {numbers.map((number, at) => (
                <td key={columns[at]} className={table.number}>
                  {number}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

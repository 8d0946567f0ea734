import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import table from '../design/table.module.css'
import { Tag } from '../design/tag.tsx'
import type { Tone } from '../design/tone.ts'
import { useFormats } from '../formats/formats.ts'
import type { RecordsMappingFragment } from '../graphql/types.ts'
import { MappingTag } from './mapping-tag.tsx'
import styles from './record-table.module.css'

/** A record as a line of a list. */
export interface RecordRow {
  id: string
  title: string
  /** What tells it from its likes: SKU, barcode; phone, e-mail. */
  notes: readonly (string | null)[]
  tags: readonly { tone?: Tone; text: string }[]
  /** As many as the list has headers for. */
  figures: readonly [string, string]
  mappings: readonly RecordsMappingFragment[]
  pulledAt: string
  deletedAt: string | null
}

export interface RecordTableProps {
  label: string
  title: string
  figures: readonly [string, string]
  rows: readonly RecordRow[]
  /** Where the panel of a record is. */
  hrefOf: (id: string) => string
}

/** The whole of a line opens its record; what matters most stays on a phone. */
export function RecordTable({ label, title, figures, rows, hrefOf }: RecordTableProps) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  return (
    <div className={table.scroll}>
      <table className={[table.table, styles.table].join(' ')} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className={[table.number, styles.spare].join(' ')}>
              {figures[0]}
            </th>
            <th scope="col" className={table.number}>
              {figures[1]}
            </th>
            <th scope="col" className={styles.spare}>
              {t('columns.linked')}
            </th>
            <th scope="col" className={[table.number, styles.spare].join(' ')}>
              {t('columns.pulled')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={styles.row}>
              <td>
                <div className={styles.record}>
                  <div className={styles.head}>
                    <Link href={hrefOf(row.id)} className={styles.link}>
                      {row.title}
                    </Link>
                    <Tags row={row} />
                  </div>
                  <span className={styles.notes}>{row.notes.filter(Boolean).join(' · ')}</span>
                  <span className={styles.phone}>
                    <MappingTags row={row} />
                  </span>
                </div>
              </td>
              <td className={[table.number, styles.spare].join(' ')}>{row.figures[0]}</td>
              <td className={[table.number, styles.figure].join(' ')}>{row.figures[1]}</td>
              <td className={styles.spare}>
                <MappingTags row={row} />
              </td>
              <td className={[table.number, table.soft, styles.spare].join(' ')}>
                {formats.moment(row.pulledAt)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Tags({ row: { tags, deletedAt } }: { row: RecordRow }) {
  const { t } = useTranslation('records')
  return (
    <>
      {deletedAt && <Tag tone="bad">{t('deleted')}</Tag>}
      {tags.map(({ tone, text }) => (
        <Tag key={text} tone={tone}>
          {text}
        </Tag>
      ))}
    </>
  )
}

function MappingTags({ row: { mappings } }: { row: RecordRow }) {
  if (mappings.length === 0) return <MappingTag mapping={null} />
  return (
    <span className={styles.head}>
      {mappings.map((mapping) => (
        <MappingTag key={mapping.id} mapping={mapping} />
      ))}
    </span>
  )
}

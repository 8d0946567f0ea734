import { useTranslation } from 'react-i18next'
import { useFormats } from '../formats/formats.ts'
import type { LevelChange } from './levels.ts'
import styles from './changes.module.css'

/** Cửa hàng Hà Nội: 9 → 7 */
export function Changes({
  changes,
  nameOf,
}: {
  changes: readonly LevelChange[]
  nameOf: (locationId: string) => string
}) {
  const { t } = useTranslation('trace')
  const formats = useFormats()
  const pieces = (value: number | null) => (value === null ? '–' : formats.number(value))
  return (
    <ul className={styles.changes}>
      {changes.map(({ locationId, before, after }) => (
        <li key={locationId} className={styles.change}>
          <span>{nameOf(locationId)}</span>
          <span className={styles.numbers}>
            <span className="visually-hidden">{t('changes.before')} </span>
            {pieces(before)}
            <span aria-hidden="true"> → </span>
            <span className="visually-hidden"> {t('changes.after')} </span>
            <strong>{pieces(after)}</strong>
          </span>
        </li>
      ))}
    </ul>
  )
}

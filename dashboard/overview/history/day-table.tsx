import { useTranslation } from 'react-i18next'
import tables from '../../design/table.module.css'
import { useFormats } from '../../formats/formats.ts'
import type { OverviewDaysQuery } from '../../graphql/types.ts'
import { dayNames } from './day-names.ts'
import styles from './history.module.css'

/** What the charts show, in numbers; days on which nothing ended are left out. */
export function DayTable({ days }: { days: OverviewDaysQuery['jobDays'] }) {
  const { t, i18n } = useTranslation('overview')
  const formats = useFormats()
  const nameOf = dayNames(i18n.language)
  const busy = days.filter((one) => one.completed + one.completedWithErrors + one.failed + one.cancelled > 0)
  return (
    <div className={tables.scroll}>
      <table className={[tables.table, styles.cards].join(' ')}>
        <thead>
          <tr>
            <th scope="col">{t('history.day')}</th>
            {(['COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED'] as const).map((status) => (
              <th key={status} scope="col" className={tables.number}>
                {t(`status.${status}`, { ns: 'common' })}
              </th>
            ))}
            <th scope="col" className={tables.number}>
              {t('history.items')}
            </th>
            <th scope="col" className={tables.number}>
              {t('history.speedUnit')}
            </th>
          </tr>
        </thead>
        <tbody>
          {busy.toReversed().map((one) => (
            <tr key={one.day}>
              <th scope="row">{nameOf(one.day)}</th>
              <td className={tables.number} data-label={t('status.COMPLETED', { ns: 'common' })}>
                {formats.number(one.completed)}
              </td>
              <td className={tables.number} data-label={t('status.COMPLETED_WITH_ERRORS', { ns: 'common' })}>
                {formats.number(one.completedWithErrors)}
              </td>
              <td className={tables.number} data-label={t('status.FAILED', { ns: 'common' })}>
                {formats.number(one.failed)}
              </td>
              <td className={tables.number} data-label={t('status.CANCELLED', { ns: 'common' })}>
                {formats.number(one.cancelled)}
              </td>
              <td className={tables.number} data-label={t('history.items')}>
                {formats.number(one.items)}
              </td>
              <td className={tables.number} data-label={t('history.speedUnit')}>
                {one.speed === null ? '' : formats.speed(one.speed)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Empty } from '../../design/states.tsx'
import tables from '../../design/table.module.css'
import { useFormats } from '../../formats/formats.ts'
import type { OverviewStatsQuery } from '../../graphql/types.ts'
import { Ago } from '../ago.tsx'
import styles from './history.module.css'

/** What goes wrong again and again, over all jobs: the most failures first. */
export function ErrorPatterns({ patterns }: { patterns: OverviewStatsQuery['errorPatterns'] }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  if (patterns.length === 0) return <Empty title={t('history.noPatterns')} />
  return (
    <div className={tables.scroll}>
      <table className={[tables.table, styles.cards].join(' ')}>
        <thead>
          <tr>
            <th scope="col">{t('history.code')}</th>
            <th scope="col" className={tables.number}>
              {t('history.failed')}
            </th>
            <th scope="col" className={tables.number}>
              {t('history.skipped')}
            </th>
            <th scope="col" className={tables.number}>
              {t('history.jobsWith')}
            </th>
            <th scope="col">{t('history.last')}</th>
          </tr>
        </thead>
        <tbody>
          {patterns.map(({ code, hint, failed, skipped, jobs, types, lastAt, lastJob }) => (
            <tr key={code}>
              <th scope="row" className={styles.words}>
                <code>{code}</code>
                {hint && <span className={styles.hint}>{hint}</span>}
                <span className={styles.under}>
                  {types.map((type) => t(`type.${type}`, { ns: 'common' })).join(', ')}
                </span>
              </th>
              <td
                className={[tables.number, failed > 0 ? styles.failed : ''].join(' ')}
                data-label={t('history.failed')}
              >
                {formats.number(failed)}
              </td>
              <td className={tables.number} data-label={t('history.skipped')}>
                {formats.number(skipped)}
              </td>
              <td className={tables.number} data-label={t('history.jobsWith')}>
                {formats.number(jobs)}
              </td>
              <td data-label={t('history.last')} className={styles.last}>
                {lastJob ? (
                  <Link href={`/jobs/${lastJob.id}`}>
                    <Ago at={lastAt} />
                  </Link>
                ) : (
                  <Ago at={lastAt} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

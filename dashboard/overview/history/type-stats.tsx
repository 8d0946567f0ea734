import { useTranslation } from 'react-i18next'
import { Empty } from '../../design/states.tsx'
import tables from '../../design/table.module.css'
import { useFormats } from '../../formats/formats.ts'
import type { OverviewStatsQuery } from '../../graphql/types.ts'
import { ENDS } from './ends.ts'
import styles from './history.module.css'

type Stats = OverviewStatsQuery['jobStats'][number]
type Patterns = OverviewStatsQuery['errorPatterns']

/** How the jobs of each type went; types of which nothing ran are only named. */
export function TypeStats({ stats, patterns }: { stats: readonly Stats[]; patterns: Patterns }) {
  const { t } = useTranslation('overview')
  const ran = stats.filter(({ runs, dryRuns }) => runs + dryRuns > 0)
  const rest = stats.filter((one) => !ran.includes(one))
  if (ran.length === 0) return <Empty title={t('history.noRuns')} />
  return (
    <>
      <div className={tables.scroll}>
        <table className={[tables.table, styles.cards].join(' ')}>
          <thead>
            <tr>
              <th scope="col">{t('history.type')}</th>
              <th scope="col" className={tables.number}>
                {t('history.runs')}
              </th>
              <th scope="col">{t('history.ends')}</th>
              {(['average', 'p50', 'p95', 'speed'] as const).map((name) => (
                <th key={name} scope="col" className={tables.number}>
                  {t(`history.${name}`)}
                </th>
              ))}
              <th scope="col">{t('history.codes')}</th>
            </tr>
          </thead>
          <tbody>
            {ran.map((one) => (
              <Row key={one.type} stats={one} patterns={patterns} />
            ))}
          </tbody>
        </table>
      </div>
      {rest.length > 0 && (
        <p className={styles.note}>
          {t('history.without', {
            types: rest.map(({ type }) => t(`type.${type}`, { ns: 'common' })).join(', '),
          })}
        </p>
      )}
    </>
  )
}

function Row({ stats, patterns }: { stats: Stats; patterns: Patterns }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const duration = (ms: number | null) => (ms === null ? '–' : formats.duration(ms))
  return (
    <tr>
      <th scope="row">
        {t(`type.${stats.type}`, { ns: 'common' })}
        {stats.dryRuns > 0 && (
          <span className={styles.under}>{t('history.dryRuns', { count: stats.dryRuns })}</span>
        )}
      </th>
      <td className={tables.number} data-label={t('history.runs')}>
        {formats.number(stats.runs)}
      </td>
      <td data-label={t('history.ends')}>
        <ul className={styles.ends}>
          {ENDS.filter(({ name }) => stats[name] > 0).map(({ name, status, tone }) => (
            <li key={name} className={styles.key}>
              <span className={[styles.swatch, styles[tone]].join(' ')} aria-hidden="true" />
              <b>{formats.number(stats[name])}</b> {t(`status.${status}`, { ns: 'common' })}
            </li>
          ))}
        </ul>
      </td>
      <td className={tables.number} data-label={t('history.average')}>
        {duration(stats.averageDurationMs)}
      </td>
      <td className={tables.number} data-label={t('history.p50')}>
        {duration(stats.p50DurationMs)}
      </td>
      <td className={tables.number} data-label={t('history.p95')}>
        {duration(stats.p95DurationMs)}
      </td>
      <td className={tables.number} data-label={t('history.speed')}>
        {stats.averageSpeed === null
          ? '–'
          : t('history.perSecond', { speed: formats.speed(stats.averageSpeed) })}
      </td>
      <td data-label={t('history.codes')}>
        <ul className={styles.codes}>
          {stats.topErrorCodes.map((code) => (
            <li key={code}>
              <code>{code}</code>
              <span className={styles.under}>{patterns.find((one) => one.code === code)?.hint}</span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  )
}

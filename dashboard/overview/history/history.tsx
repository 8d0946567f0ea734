import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { Panel } from '../../design/page.tsx'
import { Failed, Loading } from '../../design/states.tsx'
import { useAddress } from '../../shell/address.ts'
import { useQuestion } from '../use-question.ts'
import { Budgets } from './budgets.tsx'
import { Days } from './days.tsx'
import { ErrorPatterns } from './error-patterns.tsx'
import { OverviewStatsDocument } from './history.graphql.ts'
import styles from './history.module.css'
import { TypeStats } from './type-stats.tsx'
import { sinceOf, WINDOWS, windowOf } from './window.ts'

/** How it went: jobs a day, how fast and how long, what goes wrong again and again, what the platforms still allow. */
export default function History() {
  const { t } = useTranslation('overview')
  const chosen = windowOf(useAddress().get('window'))
  const [path] = useLocation()
  const { data, error, refresh } = useQuestion(OverviewStatsDocument, { since: sinceOf(chosen) })
  const windows = (
    <nav aria-label={t('history.window')} className={styles.windows}>
      {WINDOWS.map((name) => (
        <Link
          key={name}
          href={`${path}?window=${name}`}
          replace
          className={styles.window}
          aria-current={name === chosen ? 'true' : undefined}
        >
          {t(`history.windows.${name}`)}
        </Link>
      ))}
    </nav>
  )
  return (
    <div className={styles.history}>
      <Days />
      <Panel title={t('history.stats')} actions={windows} padded={false}>
        {error && !data ? (
          <Failed error={error} onRetry={refresh} />
        ) : data ? (
          <TypeStats stats={data.jobStats} patterns={data.errorPatterns} />
        ) : (
          <Loading rows={6} />
        )}
      </Panel>
      <Panel title={t('history.patterns')} padded={false}>
        {data ? <ErrorPatterns patterns={data.errorPatterns} /> : <Loading rows={4} />}
      </Panel>
      <Budgets />
    </div>
  )
}

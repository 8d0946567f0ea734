import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Page, Panel } from '../design/page.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { lazyPart } from '../shell/lazy-part.ts'
import { Chain } from './chain.tsx'
import { Costs } from './costs.tsx'
import { Later } from './later.tsx'
import { OverviewHealthDocument } from './overview.graphql.ts'
import styles from './overview.module.css'
import { Readiness } from './readiness.tsx'
import { isNew } from './reasons.ts'
import { Reviews } from './reviews.tsx'
import { Standing } from './standing.tsx'
import { timeZone } from './time-zone.ts'
import { useQuestion } from './use-question.ts'

const Welcome = lazyPart(() => import('./welcome.tsx'))

/** The first thing in the morning: how the shop stands, what costs money, and what a person should do. */
export default function OverviewPage() {
  const { t } = useTranslation('overview')
  const { data, error, refresh } = useQuestion(OverviewHealthDocument, { timeZone: timeZone() })
  const health = data?.shopHealth
  if (error && !health)
    return (
      <Page title={t('title')}>
        <Panel>
          <Failed error={error} onRetry={refresh} />
        </Panel>
      </Page>
    )
  if (health && isNew(health)) {
    const hasRun = health.chain.some(({ lastRun }) => lastRun)
    return (
      <Page title={t('title')}>
        <Suspense fallback={<Loading rows={8} />}>
          <Welcome />
        </Suspense>
        {(hasRun || health.reasons.includes('NOT_CONNECTED')) && <Standing health={health} />}
        {hasRun && <Chain chain={health.chain} />}
        <Readiness health={health} />
      </Page>
    )
  }
  return (
    <Page title={t('title')}>
      <Standing health={health} />
      <Costs />
      <Chain chain={health?.chain} />
      <div className={styles.pair}>
        <Reviews reviews={health?.reviews} />
        <Readiness health={health} />
      </div>
      <Later />
    </Page>
  )
}

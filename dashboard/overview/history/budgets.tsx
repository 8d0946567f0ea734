import { Meter } from 'react-aria-components/Meter'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../design/page.tsx'
import { Failed, Loading } from '../../design/states.tsx'
import { useFormats } from '../../formats/formats.ts'
import type { OverviewBudgetsQuery } from '../../graphql/types.ts'
import { useNow } from '../../shell/now.ts'
import { useQuestion } from '../use-question.ts'
import { OverviewBudgetsDocument } from './history.graphql.ts'
import styles from './history.module.css'

/** How much of what each platform allows is used, as of the last job. */
export function Budgets() {
  const { t } = useTranslation('overview')
  const { data, error, refresh } = useQuestion(OverviewBudgetsDocument, {})
  return (
    <Panel title={t('history.budgets')}>
      {error && !data ? (
        <Failed error={error} onRetry={refresh} />
      ) : data ? (
        <ul className={styles.budgets}>
          {data.platforms.map((one) => (
            <Budget key={one.platform} budget={one} />
          ))}
        </ul>
      ) : (
        <Loading rows={2} />
      )}
    </Panel>
  )
}

function Budget({ budget }: { budget: OverviewBudgetsQuery['platforms'][number] }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const now = useNow()
  const { platform, configured, budgetUsed, budgetLimit, lockedUntil, lastError, lastErrorAt } = budget
  const name = t(`platform.${platform}`, { ns: 'common' })
  const isKnown = budgetUsed !== null && budgetLimit !== null && budgetLimit > 0
  const share = isKnown ? budgetUsed / budgetLimit : 0
  const text = isKnown
    ? t('history.budget', {
        used: formats.number(Math.round(budgetUsed)),
        limit: formats.number(Math.round(budgetLimit)),
      })
    : t(configured ? 'history.noBudget' : 'history.notConnected')
  return (
    <li className={styles.budget}>
      <h3>{name}</h3>
      <span className={styles.used}>{text}</span>
      {isKnown && (
        <Meter
          aria-label={t('history.budgetOf', { platform: name })}
          value={Math.min(budgetUsed, budgetLimit)}
          maxValue={budgetLimit}
          valueLabel={text}
          className={styles.meter}
        >
          <div
            className={[styles.fill, share > 0.8 ? styles.attention : styles.running].join(' ')}
            style={{ transform: `scaleX(${Math.min(1, share)})` }}
          />
        </Meter>
      )}
      {lockedUntil && Date.parse(lockedUntil) > now && (
        <p className={styles.locked}>{t('history.locked', { time: formats.time(lockedUntil) })}</p>
      )}
      {lastError && lastErrorAt && (
        <p className={styles.under}>
          {t('history.lastError', { ago: formats.ago(lastErrorAt, now), text: lastError })}
        </p>
      )}
    </li>
  )
}

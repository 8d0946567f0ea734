import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Panel } from '../design/page.tsx'
import { Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { Health } from './reasons.ts'
import styles from './readiness.module.css'

type Tone = 'good' | 'attention' | 'bad'

const ICONS = { good: CircleCheck, attention: TriangleAlert, bad: OctagonX }
/** From here on a token that ends is worth a look; the same as the API's TOKEN_EXPIRES. */
const FEW_DAYS = 7

/** What must be so that anything is written: the switch, the tokens, the depots. */
export function Readiness({ health }: { health: Health | undefined }) {
  const { t } = useTranslation('overview')
  return (
    <Panel title={t('readiness.title')}>{health ? <Facts health={health} /> : <Loading rows={3} />}</Panel>
  )
}

function Facts({ health: { writes, tokens, openDepots, lostDepots, openAlerts } }: { health: Health }) {
  const { t } = useTranslation('overview')
  const formats = useFormats()
  const now = Date.now()
  return (
    <dl className={styles.facts}>
      <dt>{t('readiness.writes')}</dt>
      <dd>
        <Fact tone={writes.enabled ? 'good' : 'bad'} href="/settings#writes">
          {t(writes.enabled ? 'readiness.on' : 'readiness.off')}
          {writes.until && ` ${t('readiness.until', { moment: formats.moment(writes.until) })}`}
        </Fact>
        {writes.reason && <p className={styles.note}>{writes.reason}</p>}
      </dd>
      <dt>{t('readiness.tokens')}</dt>
      <dd>
        {tokens.length === 0 && <span className={styles.note}>{t('readiness.unknownTokens')}</span>}
        {tokens.map(({ platform, daysLeft, expiresAt }) => {
          const hasExpired = Date.parse(expiresAt) <= now
          const name = t(`platform.${platform}`, { ns: 'common' })
          return (
            <Fact
              key={platform}
              tone={hasExpired ? 'bad' : daysLeft <= FEW_DAYS ? 'attention' : 'good'}
              href="/settings#platforms"
            >
              {hasExpired
                ? t('readiness.expired', { platform: name })
                : daysLeft === 0
                  ? t('readiness.lastDay', { platform: name })
                  : t('readiness.daysLeft', { platform: name, count: daysLeft })}
            </Fact>
          )
        })}
      </dd>
      <dt>{t('readiness.depots')}</dt>
      <dd>
        <Depots depots={openDepots} />
      </dd>
      {lostDepots.length > 0 && (
        <>
          <dt>{t('readiness.lost')}</dt>
          <dd>
            <Depots depots={lostDepots} />
          </dd>
        </>
      )}
      {openAlerts.length > 0 && (
        <>
          <dt>{t('readiness.alerts')}</dt>
          <dd>
            {openAlerts.slice(0, SHOWN_ALERTS).map(({ id, title }) => (
              <Fact key={id} tone="attention" href="/settings#alerts">
                {title}
              </Fact>
            ))}
            {openAlerts.length > SHOWN_ALERTS && (
              <p className={styles.note}>
                {t('more', {
                  count: openAlerts.length - SHOWN_ALERTS,
                  shown: openAlerts.length - SHOWN_ALERTS,
                })}
              </p>
            )}
          </dd>
        </>
      )}
    </dl>
  )
}

const SHOWN_ALERTS = 5

function Depots({ depots }: { depots: Health['openDepots'] }) {
  const { t } = useTranslation('overview')
  const names = depots.map(({ name }) => name).join(', ')
  return (
    <Fact tone={depots.length > 0 ? 'bad' : 'good'} href="/places">
      {names || t('readiness.noDepots')}
    </Fact>
  )
}

function Fact({ tone, href, children }: { tone: Tone; href: string; children: ReactNode }) {
  const Icon = ICONS[tone]
  return (
    <Link href={href} className={[styles.fact, styles[tone]].join(' ')}>
      <Icon aria-hidden="true" />
      <span>{children}</span>
    </Link>
  )
}

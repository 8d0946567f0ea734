import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Callout } from '../design/callout.tsx'
import { Panel } from '../design/page.tsx'
import { ProgressBar } from '../design/progress-bar.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import type { Platform, SettingsPlatformsQuery } from '../graphql/types.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useNow } from '../shell/now.ts'
import { SettingsPlatformsDocument } from './settings.graphql.ts'
import styles from './settings.module.css'

type Status = SettingsPlatformsQuery['platforms'][number]

const VARIABLES: Record<Platform, readonly string[]> = {
  NHANH: ['NHANH_APP_ID', 'NHANH_BUSINESS_ID', 'NHANH_ACCESS_TOKEN'],
  SHOPIFY: ['SHOPIFY_SHOP', 'SHOPIFY_ACCESS_TOKEN'],
}
const DAY = 86_400_000
const SOON_DAYS = 30

/** The connections to both platforms, as this server sees them. */
export function PlatformsPanel() {
  const { t } = useTranslation('settings')
  const [{ data, error }, again] = useQuery({ query: SettingsPlatformsDocument })
  useWhenSettled(() => again({ requestPolicy: 'network-only' }))
  return (
    <Panel id="platforms" title={t('section.platforms')}>
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {!data && !error && <Loading rows={3} />}
      <div className={styles.columns}>
        {data?.platforms.map((status) => (
          <PlatformCard key={status.platform} status={status} />
        ))}
      </div>
    </Panel>
  )
}

function PlatformCard({ status }: { status: Status }) {
  const { t } = useTranslation(['settings', 'common'])
  const formats = useFormats()
  const now = useNow()
  const { platform, account, budgetUsed, budgetLimit, lockedUntil, tokenExpiresAt } = status
  const name = t(`common:platform.${platform}`)
  const isLocked = lockedUntil !== null && Date.parse(lockedUntil) > now
  const share = budgetLimit ? (budgetUsed ?? 0) / budgetLimit : 0
  return (
    <section className={styles.platform} aria-label={name}>
      <header className={styles.line}>
        <h3 className={styles.grows}>{name}</h3>
        {status.sandbox && <Tag tone="still">{t('platforms.sandbox')}</Tag>}
        <Tag tone={status.configured ? 'good' : 'bad'}>
          {t(status.configured ? 'platforms.connected' : 'platforms.notConnected')}
        </Tag>
      </header>
      {!status.configured && (
        <Callout tone="attention" title={t('platforms.missing')}>
          <p>
            <code>{VARIABLES[platform].join(' ')}</code>
          </p>
        </Callout>
      )}
      {account !== null && (
        <dl className={styles.facts}>
          <dt>{t('platforms.account')}</dt>
          <dd>{account}</dd>
          <dt>{t('platforms.budget')}</dt>
          <dd>
            {budgetLimit === null ? (
              t('platforms.noBudget')
            ) : (
              <div className={styles.budget}>
                <ProgressBar
                  label={t('platforms.budgetOf', { platform: name })}
                  progress={share}
                  tone={share > 0.9 ? 'attention' : 'running'}
                />
                <span className={styles.number}>
                  {t('platforms.used', {
                    used: formats.number(Math.round(budgetUsed ?? 0)),
                    limit: formats.number(budgetLimit),
                  })}
                </span>
              </div>
            )}
          </dd>
          {isLocked && (
            <>
              <dt>{t('platforms.locked')}</dt>
              <dd>{t('platforms.lockedFor', { left: formats.duration(Date.parse(lockedUntil) - now) })}</dd>
            </>
          )}
          <dt>{t('platforms.token')}</dt>
          <dd>
            {tokenExpiresAt === null ? (
              t('platforms.tokenUnknown')
            ) : (
              <TokenLife platform={platform} at={tokenExpiresAt} />
            )}
          </dd>
        </dl>
      )}
      {status.lastError && (
        <Callout
          tone="bad"
          title={
            status.lastErrorAt
              ? t('platforms.lastError', { ago: formats.ago(status.lastErrorAt, now) })
              : t('platforms.lastErrorOnce')
          }
        >
          <p>{status.lastError}</p>
        </Callout>
      )}
    </section>
  )
}

function TokenLife({ platform, at }: { platform: Platform; at: string }) {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const now = useNow()
  // A token of Shopify that has an end is one that the server renews.
  if (platform === 'SHOPIFY') return t('platforms.tokenRenewed')
  const days = Math.floor((Date.parse(at) - now) / DAY)
  const text = days < 0 ? t('platforms.tokenExpired') : t('platforms.tokenDays', { count: days })
  return (
    <>
      {days < SOON_DAYS ? <Tag tone={days < 7 ? 'bad' : 'attention'}>{text}</Tag> : text}{' '}
      <span className={styles.soft}>{formats.moment(at)}</span>
    </>
  )
}

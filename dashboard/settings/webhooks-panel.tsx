import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Callout } from '../design/callout.tsx'
import { Panel } from '../design/page.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import table from '../design/table.module.css'
import { useFormats } from '../formats/formats.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useNow } from '../shell/now.ts'
import { SettingsWebhooksDocument } from './settings.graphql.ts'
import styles from './settings.module.css'

/** How webhooks arrive at this server. */
export function WebhooksPanel() {
  const { t } = useTranslation(['settings', 'common'])
  const formats = useFormats()
  const now = useNow()
  const [{ data, error }, again] = useQuery({ query: SettingsWebhooksDocument })
  useWhenSettled(() => again({ requestPolicy: 'network-only' }))
  const status = data?.webhooks
  return (
    <Panel id="webhooks" title={t('section.webhooks')} padded={status?.enabled === true}>
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {!data && !error && <Loading rows={2} />}
      {status && !status.enabled && (
        <Empty title={t('webhooks.off')}>
          {t('webhooks.offText')} <code>WEBHOOK_PORT</code>
        </Empty>
      )}
      {status?.enabled && (
        <div className={styles.form}>
          <dl className={styles.facts}>
            <dt>{t('webhooks.url')}</dt>
            <dd>
              <code>{status.url}</code>
            </dd>
            <dt>{t('webhooks.last')}</dt>
            <dd>
              {status.lastReceivedAt
                ? `${formats.moment(status.lastReceivedAt)} (${formats.ago(status.lastReceivedAt, now)})`
                : t('webhooks.none')}
            </dd>
            <dt>{t('webhooks.waiting')}</dt>
            <dd>{formats.number(status.waiting)}</dd>
          </dl>
          {status.uninstalled.map(({ platform, at }) => (
            <Callout
              key={platform}
              tone="bad"
              title={t('webhooks.uninstalled', {
                platform: t(`common:platform.${platform}`),
                moment: formats.moment(at),
              })}
            />
          ))}
          {status.counts.length > 0 && (
            <div className={[table.scroll, styles.bleeds].join(' ')}>
              <table className={table.table}>
                <caption className={styles.caption}>{t('webhooks.counts')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('webhooks.platform')}</th>
                    <th scope="col">{t('webhooks.outcomeName')}</th>
                    <th scope="col" className={table.number}>
                      {t('webhooks.count')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {status.counts.map(({ platform, outcome, count }) => (
                    <tr key={`${platform} ${outcome}`}>
                      <td>{platform ? t(`common:platform.${platform}`) : t('webhooks.nobody')}</td>
                      <td>{t(`webhooks.outcome.${outcome}`)}</td>
                      <td className={table.number}>{formats.number(count)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      )}
    </Panel>
  )
}

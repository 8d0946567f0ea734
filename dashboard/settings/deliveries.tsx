import { useTranslation } from 'react-i18next'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import type { SettingsAlertsQuery } from '../graphql/types.ts'
import styles from './settings.module.css'

type Delivery = SettingsAlertsQuery['alerts']['nodes'][number]['deliveries'][number]

/** Over which channels something was told, and what became of it. */
export function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  if (deliveries.length === 0) return null
  return (
    <ul className={styles.deliveries} aria-label={t('alerts.deliveries')}>
      {deliveries.map(({ channel, event, attempts, deliveredAt, lastError, nextAt }) => (
        <li key={`${channel} ${event}`} className={styles.line}>
          <Tag tone={deliveredAt ? 'good' : nextAt ? 'attention' : 'bad'}>
            {t(`alerts.channel.${channel}`)}
          </Tag>
          <span className={styles.grows}>
            {t(`alerts.event.${event}`)}:{' '}
            {deliveredAt
              ? t('alerts.arrived', { moment: formats.moment(deliveredAt) })
              : nextAt
                ? t('alerts.next', { moment: formats.moment(nextAt), count: attempts })
                : t('alerts.failed', { count: attempts })}{' '}
            {lastError && <span className={styles.bad}>{lastError}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { Callout } from '../design/callout.tsx'
import { Select } from '../design/field.tsx'
import { Panel } from '../design/page.tsx'
import { Pager, pageArguments } from '../design/pager.tsx'
import { Problem, Variables } from '../design/problem.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import type { SettingsAlertsQuery, SettingsSendTestAlertMutation } from '../graphql/types.ts'
import { useAsk, type Unanswered } from '../graphql/use-answer.ts'
import { useWhenSettled } from '../jobs/live-jobs.ts'
import { useAddress } from '../shell/address.ts'
import { useNow } from '../shell/now.ts'
import { Deliveries } from './deliveries.tsx'
import { SettingsAlertsDocument, SettingsSendTestAlertDocument } from './settings.graphql.ts'
import styles from './settings.module.css'

const PAGE = 10

/** What people were told of, and whether it reached them. Which are shown is kept in the address. */
export function AlertsPanel() {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const address = useAddress()
  const isOpen = address.get('alerts') !== 'past'
  const cursor = { after: address.get('alertsAfter'), before: address.get('alertsBefore') }
  const [{ data, error }, again] = useQuery({
    query: SettingsAlertsDocument,
    variables: { open: isOpen, ...pageArguments(cursor, PAGE) },
  })
  useWhenSettled(() => again({ requestPolicy: 'network-only' }))
  const list = data?.alerts
  return (
    <Panel
      id="alerts"
      title={t('section.alerts')}
      padded={false}
      actions={
        <Select
          hidesLabel
          label={t('alerts.which')}
          value={isOpen ? 'open' : 'past'}
          choices={[
            { id: 'open', label: t('alerts.open') },
            { id: 'past', label: t('alerts.past') },
          ]}
          onChange={(which) =>
            address.set({
              alerts: which === 'past' ? 'past' : undefined,
              alertsAfter: undefined,
              alertsBefore: undefined,
            })
          }
        />
      }
    >
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {!data && !error && <Loading rows={2} />}
      {list?.nodes.length === 0 && (
        <Empty title={t(isOpen ? 'alerts.noneOpen' : 'alerts.nonePast')}>
          {t(isOpen ? 'alerts.noneOpenText' : 'alerts.nonePastText')}
        </Empty>
      )}
      <ul>
        {list?.nodes.map((alert) => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
      </ul>
      {list && (list.pageInfo.hasNextPage || list.pageInfo.hasPreviousPage) && (
        <Pager
          pageInfo={list.pageInfo}
          total={t('alerts.count', { count: list.totalCount, number: formats.number(list.totalCount) })}
          onChange={({ after, before }) => address.set({ alertsAfter: after, alertsBefore: before })}
        />
      )}
      <TestAlert />
    </Panel>
  )
}

function AlertRow({ alert }: { alert: SettingsAlertsQuery['alerts']['nodes'][number] }) {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const now = useNow()
  const { title, message, openedAt, closedAt, deliveries } = alert
  return (
    <li className={styles.alert}>
      <div className={styles.line}>
        <h3 className={styles.grows}>{title}</h3>
        <Tag tone={closedAt ? 'still' : 'bad'}>{t(closedAt ? 'alerts.isPast' : 'alerts.isOpen')}</Tag>
      </div>
      <p>{message}</p>
      <p className={styles.soft}>
        {closedAt
          ? t('alerts.fromTo', { from: formats.moment(openedAt), to: formats.moment(closedAt) })
          : t('alerts.since', { moment: formats.moment(openedAt), ago: formats.ago(openedAt, now) })}
      </p>
      <Deliveries deliveries={deliveries} />
    </li>
  )
}

function TestAlert() {
  const { t } = useTranslation('settings')
  const ask = useAsk()
  const [answer, setAnswer] = useState<SettingsSendTestAlertMutation['answer'] | Unanswered | null>(null)
  const [isSending, setIsSending] = useState(false)
  const send = async () => {
    setIsSending(true)
    setAnswer(await ask(SettingsSendTestAlertDocument, {}))
    setIsSending(false)
  }
  return (
    <div className={styles.test}>
      <div className={styles.line}>
        <p className={styles.grows}>{t('alerts.testText')}</p>
        <Button isDisabled={isSending} onPress={() => void send()}>
          {t('alerts.test')}
        </Button>
      </div>
      {answer?.__typename === 'SendTestAlertSuccess' && (
        <div role="status">
          <Deliveries deliveries={answer.deliveries} />
        </div>
      )}
      {answer?.__typename === 'AlertsNotConfigured' && (
        <Callout role="alert" tone="attention" title={t('alerts.notConfigured')}>
          <Variables names={answer.missing}>{t('alerts.notConfiguredText')}</Variables>
        </Callout>
      )}
      {answer?.__typename === 'Unanswered' && <Problem problem={answer} />}
    </div>
  )
}

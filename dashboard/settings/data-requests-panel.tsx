import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { Dialog, DialogActions } from '../design/dialog.tsx'
import { notify } from '../design/notices.tsx'
import { Panel } from '../design/page.tsx'
import { Problem } from '../design/problem.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { useFormats } from '../formats/formats.ts'
import type { SettingsDataRequestsQuery } from '../graphql/types.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { SettingsCloseDataRequestDocument, SettingsDataRequestsDocument } from './settings.graphql.ts'
import styles from './settings.module.css'

type Request = SettingsDataRequestsQuery['dataRequests'][number]

/** Customers who ask what is stored about them: to be passed on by a person. */
export function DataRequestsPanel() {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const [{ data, error }, again] = useQuery({ query: SettingsDataRequestsDocument })
  const [shown, setShown] = useState<Request | null>(null)
  return (
    <Panel id="requests" title={t('section.requests')} padded={false}>
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {!data && !error && <Loading rows={1} />}
      {data?.dataRequests.length === 0 && <Empty title={t('requests.none')}>{t('requests.noneText')}</Empty>}
      <ul>
        {data?.dataRequests.map((request) => (
          <li key={request.id} className={styles.request}>
            <div className={styles.grows}>
              <p className={styles.breaks}>{request.customerId}</p>
              <p className={styles.soft}>{formats.moment(request.requestedAt)}</p>
            </div>
            <Button
              size="small"
              onPress={() => setShown(request)}
              aria-label={t('requests.showOf', { customer: request.customerId })}
            >
              {t('requests.show')}
            </Button>
          </li>
        ))}
      </ul>
      {shown && <RequestDialog request={shown} onClose={() => setShown(null)} />}
    </Panel>
  )
}

function RequestDialog({ request, onClose }: { request: Request; onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const { ask, problem } = useAnswer()
  const [isAsked, setIsAsked] = useState(false)
  const close = async () => {
    if (!(await ask(SettingsCloseDataRequestDocument, { id: request.id }, ['DataRequest']))) return
    notify({ tone: 'good', text: t('requests.closed') })
    onClose()
  }
  return (
    <Dialog isOpen size="wide" onClose={onClose} title={t('requests.title')}>
      <p>{t('requests.text')}</p>
      <pre className={styles.data} tabIndex={0} aria-label={t('requests.data')}>
        {JSON.stringify(request.data, null, 2)}
      </pre>
      {problem && <Problem problem={problem} />}
      {isAsked && <p role="alert">{t('requests.question')}</p>}
      <DialogActions>
        <Button onPress={isAsked ? () => setIsAsked(false) : onClose}>{t('common:cancel')}</Button>
        <Button look="danger" onPress={() => (isAsked ? void close() : setIsAsked(true))}>
          {t(isAsked ? 'requests.closeNow' : 'requests.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

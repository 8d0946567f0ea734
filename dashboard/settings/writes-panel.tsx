import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Button } from '../design/button.tsx'
import { DialogForm } from '../design/dialog-form.tsx'
import { Dialog } from '../design/dialog.tsx'
import { TextField } from '../design/field.tsx'
import { notify } from '../design/notices.tsx'
import { Panel } from '../design/page.tsx'
import { issueAt } from '../design/problem.tsx'
import { Failed, Loading } from '../design/states.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import { isoMoment } from '../formats/local-moment.ts'
import { useAnswer } from '../graphql/use-answer.ts'
import { SettingsPlatformsDocument, SettingsSetWritesDocument } from './settings.graphql.ts'
import styles from './settings.module.css'

/** The one switch for writing to the shop. */
export function WritesPanel() {
  const { t } = useTranslation('settings')
  const formats = useFormats()
  const [{ data, error }, again] = useQuery({ query: SettingsPlatformsDocument })
  const [isAsked, setIsAsked] = useState(false)
  const shop = data?.platforms.find(({ platform }) => platform === 'SHOPIFY')
  const isOn = shop?.writesEnabled ?? false
  return (
    <Panel id="writes" title={t('section.writes')}>
      {error && !data && <Failed error={error} onRetry={() => again({ requestPolicy: 'network-only' })} />}
      {!shop && !error && <Loading rows={1} />}
      {shop && (
        <div className={styles.switch}>
          <Tag tone={isOn ? 'good' : 'attention'}>{t(isOn ? 'writes.on' : 'writes.off')}</Tag>
          <div className={styles.grows}>
            <p>{t(isOn ? 'writes.onText' : 'writes.offText')}</p>
            {shop.writesReason && (
              <p className={styles.soft}>{t('writes.because', { reason: shop.writesReason })}</p>
            )}
            {shop.writesUntil && (
              <p className={styles.soft}>
                {t(isOn ? 'writes.onUntil' : 'writes.offUntil', { moment: formats.moment(shop.writesUntil) })}
              </p>
            )}
          </div>
          <Button look={isOn ? 'plain' : 'primary'} onPress={() => setIsAsked(true)}>
            {t(isOn ? 'writes.switchOff' : 'writes.switchOn')}
          </Button>
        </div>
      )}
      {isAsked && <WritesDialog enable={!isOn} onClose={() => setIsAsked(false)} />}
    </Panel>
  )
}

const FIELDS = ['until', 'reason']

function WritesDialog({ enable, onClose }: { enable: boolean; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { ask, isAsking, problem } = useAnswer()
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const send = async () => {
    const wanted = {
      enabled: enable,
      reason: reason.trim() === '' ? null : reason.trim(),
      until: isoMoment(until),
    }
    const done = await ask(SettingsSetWritesDocument, wanted, ['PlatformStatus'])
    if (!done) return
    notify({ tone: 'good', text: t(done.enabled ? 'writes.nowOn' : 'writes.nowOff') })
    onClose()
  }
  return (
    <Dialog isOpen onClose={onClose} title={t(enable ? 'writes.switchOn' : 'writes.switchOff')}>
      <DialogForm
        action={t(enable ? 'writes.switchOn' : 'writes.switchOff')}
        isSending={isAsking}
        onSend={send}
        onClose={onClose}
        problem={problem}
        fields={FIELDS}
      >
        <p>{t(enable ? 'writes.onQuestion' : 'writes.offQuestion')}</p>
        <TextField
          label={t('writes.reason')}
          value={reason}
          onChange={setReason}
          error={issueAt(problem, 'reason')}
        />
        <TextField
          label={t(enable ? 'writes.untilOff' : 'writes.untilOn')}
          help={t('writes.untilHelp', { zone })}
          type="datetime-local"
          value={until}
          onChange={setUntil}
          error={issueAt(problem, 'until')}
        />
      </DialogForm>
    </Dialog>
  )
}

import { useTranslation } from 'react-i18next'
import { useLiveState } from '../jobs/live-jobs.ts'
import styles from './connection-notice.module.css'

/** Says that what is shown may be old, for as long as it may. */
export function ConnectionNotice() {
  const { t } = useTranslation()
  const { connection, error } = useLiveState()
  const text = error ? error.message : connection === 'lost' ? t('connection.lost') : null
  return (
    <div role="status" className={text ? styles.notice : undefined}>
      {text}
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { useLiveSelection, type LiveState } from '../jobs/live-jobs.ts'
import styles from './connection-notice.module.css'

const connectionOf = ({ connection }: LiveState) => connection
const errorOf = ({ error }: LiveState) => error

/** Says that what is shown may be old, for as long as it may. */
export function ConnectionNotice() {
  const { t } = useTranslation()
  const connection = useLiveSelection(connectionOf)
  const error = useLiveSelection(errorOf)
  const text = error ? error.message : connection === 'lost' ? t('connection.lost') : null
  return (
    <div role="status" className={text ? styles.notice : undefined}>
      {text}
    </div>
  )
}

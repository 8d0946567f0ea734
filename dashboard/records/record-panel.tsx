import type { CombinedError } from '@urql/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../design/dialog.tsx'
import { Empty, Failed, Loading } from '../design/states.tsx'
import { Tag } from '../design/tag.tsx'
import { useFormats } from '../formats/formats.ts'
import styles from './record-panel.module.css'

export interface RecordPanelProps {
  /** Of the record; without one it is not known yet, or there is none. */
  title: string | undefined
  /** Whether the answer is still to come. */
  isLoading: boolean
  error: CombinedError | undefined
  onRetry: () => void
  onClose: () => void
  children: ReactNode
}

/** Everything that is known of one record, beside the list that it was chosen from. */
export function RecordPanel({ title, isLoading, error, onRetry, onClose, children }: RecordPanelProps) {
  const { t } = useTranslation('records')
  return (
    <Dialog title={title ?? t('record')} isOpen onClose={onClose} size="side">
      {title !== undefined ? (
        children
      ) : error ? (
        <Failed error={error} onRetry={onRetry} />
      ) : isLoading ? (
        <Loading />
      ) : (
        <Empty title={t('gone.title')}>{t('gone.text')}</Empty>
      )}
    </Dialog>
  )
}

/** A part of a panel, with a heading of its own. */
export function PanelPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** Above all else, that a record is gone. */
export function DeletedNote({ at, platform }: { at: string | null; platform: 'Nhanh' | 'Shopify' }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  if (at === null) return null
  return (
    <p>
      <Tag tone="bad">{t('deletedAt', { platform, at: formats.moment(at) })}</Tag>
    </p>
  )
}

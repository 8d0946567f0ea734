import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CombinedError } from '@urql/core'
import { reasonOf } from '../graphql/reason.ts'
import { Button } from './button.tsx'
import styles from './states.module.css'

/** What stands where nothing is: why, and what to do. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={styles.state}>
      <p className={styles.title}>{title}</p>
      {children && <p className={styles.text}>{children}</p>}
      {action}
    </div>
  )
}

/** A question to the server that got no answer. */
export function Failed({ error, onRetry }: { error: CombinedError; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{t('failed.title')}</p>
      <p className={styles.text}>{reasonOf(error, t)}</p>
      <Button onPress={onRetry}>{t('retry')}</Button>
    </div>
  )
}

/** The shape of what is to come, so that nothing jumps when it does. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className={styles.loading} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row} />
      ))}
    </div>
  )
}

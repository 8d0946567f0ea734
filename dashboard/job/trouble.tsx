import { CircleX, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { JobHeadFragment } from '../graphql/types.ts'
import styles from './trouble.module.css'

type Trouble = JobHeadFragment['warnings'][number]

/** Why a job failed, and what its guards warned of, with what to do about it. */
export function Troubles({ job: { error, warnings } }: { job: Pick<JobHeadFragment, 'error' | 'warnings'> }) {
  const { t } = useTranslation('job')
  if (!error && warnings.length === 0) return null
  return (
    <>
      {error && <TroubleBox title={t('error.title')} trouble={error} isError />}
      {warnings.map((warning) => (
        <TroubleBox key={warning.code} title={t('error.warnings')} trouble={warning} />
      ))}
    </>
  )
}

function TroubleBox({ title, trouble, isError }: { title: string; trouble: Trouble; isError?: boolean }) {
  const { t } = useTranslation('job')
  const Icon = isError ? CircleX : TriangleAlert
  return (
    <section className={[styles.trouble, isError ? styles.bad : styles.attention].join(' ')}>
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.words}>
        <h2>{title}</h2>
        <p>{trouble.hint ?? trouble.message}</p>
        {trouble.hint !== null && <p className={styles.detail}>{trouble.message}</p>}
        <p className={styles.detail}>
          <code>{trouble.code}</code>
          {trouble.retryable && ` ${t('error.retryable')}`}
        </p>
      </div>
    </section>
  )
}

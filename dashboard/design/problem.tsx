import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import styles from './problem.module.css'

/** What a mutation may answer in place of having done what it was asked for. */
export interface ShownProblem {
  __typename: string
  message: string
  issues?: readonly { path: string; message: string }[]
  job?: { id: string }
  missing?: readonly string[]
  reason?: string | null
}

/**
 * Says at once, in the server's words, why something was not done, and leads to what it names. Issues that stand at
 * their fields already are left out by who uses it.
 */
export function Problem({ problem }: { problem: ShownProblem }) {
  const { t } = useTranslation()
  const { __typename: type, message, issues = [], job, missing = [], reason } = problem
  return (
    <div role="alert" className={styles.problem}>
      <CircleAlert aria-hidden="true" />
      <div className={styles.text}>
        {(type !== 'InvalidInput' || issues.length === 0) && <p>{message}</p>}
        {issues.map((issue) => (
          <p key={issue.path + issue.message}>{issue.message}</p>
        ))}
        {reason && <p>{reason}</p>}
        {missing.length > 0 && (
          <p>
            <code>{missing.join(' ')}</code>
          </p>
        )}
        {job && (
          <p>
            <Link href={`/jobs/${job.id}`}>{t('problem.watch', { id: job.id })}</Link>
          </p>
        )}
        {type === 'WritesDisabled' && (
          <p>
            <Link href="/settings">{t('problem.writes')}</Link>
          </p>
        )}
      </div>
    </div>
  )
}

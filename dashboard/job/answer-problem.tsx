import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../formats/formats.ts'
import styles from './answer-problem.module.css'

/** Whatever an answer may hold beside success. */
export interface ProblemAnswer {
  __typename: string
  message: string
  job?: { readonly id: string }
  issues?: readonly { readonly path: string; readonly message: string }[]
  missing?: readonly string[]
  until?: string | null
}

/** Why the server did not do what was asked, in its words, and the way to what it names. */
export function AnswerProblem({ problem }: { problem: ProblemAnswer }) {
  const { t } = useTranslation('job')
  const formats = useFormats()
  const { __typename: kind, message, job, issues, missing, until } = problem
  return (
    <div role="alert" className={styles.problem}>
      <p>{message}</p>
      {issues && issues.length > 0 && (
        <ul>
          {issues.map((issue) => (
            <li key={`${issue.path} ${issue.message}`}>
              <code>{issue.path}</code> {issue.message}
            </li>
          ))}
        </ul>
      )}
      {missing && missing.length > 0 && <p>{t('problem.missing', { list: missing.join(', ') })}</p>}
      {until && <p>{t('problem.until', { moment: formats.moment(until) })}</p>}
      {job && <Link href={`/jobs/${job.id}`}>{t('problem.watch', { id: job.id })}</Link>}
      {kind === 'WritesDisabled' && <Link href="/settings">{t('problem.writes')}</Link>}
    </div>
  )
}

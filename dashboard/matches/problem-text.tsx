import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { MatchPairFragment } from '../graphql/types.ts'
import { mappingAddress, pairOf, titleOf } from './records.ts'
import styles from './problem-text.module.css'

/** Why the server refused something. */
export interface Problem {
  __typename: string
  message: string
  issues?: readonly { path: string; message: string }[]
  mapping?: MatchPairFragment
  missing?: readonly string[]
  job?: { id: string; label: string }
}

/** A refusal in the server's words, with what it names one press away. */
export function ProblemText({ problem, fields = [] }: { problem: Problem; fields?: readonly string[] }) {
  const { t } = useTranslation('matches')
  const issues = problem.issues?.filter(({ path }) => !fields.includes(path)) ?? []
  if (problem.issues && issues.length === 0) return null
  const pair = problem.mapping && pairOf(problem.mapping)
  return (
    <div role="alert" className={styles.problem}>
      <TriangleAlert aria-hidden="true" />
      <div className={styles.words}>
        {issues.length === 0 && <p>{problem.message}</p>}
        {issues.map(({ path, message }) => (
          <p key={path}>{message}</p>
        ))}
        {problem.missing && <p>{t('missing', { names: problem.missing.join(', ') })}</p>}
        {pair && (
          <p>
            {titleOf(pair.nhanh)} ↔ {titleOf(pair.shopify)}.{' '}
            <Link href={mappingAddress(pair.kind, pair.shopify.id)}>{t('showMapping')}</Link>
          </p>
        )}
        {problem.job && (
          <p>
            <Link href={`/jobs/${problem.job.id}`}>{t('watch', { label: problem.job.label })}</Link>
          </p>
        )}
        {problem.__typename === 'WritesDisabled' && (
          <p>
            <Link href="/settings">{t('openSettings')}</Link>
          </p>
        )}
      </div>
    </div>
  )
}

/** The one problem of a request that never came to an answer. */
export function brokenOff(message: string): Problem {
  return { __typename: 'Broken', message }
}

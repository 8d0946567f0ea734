import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Callout } from '../design/callout.tsx'

/** As much as the problems of all changes have in common. */
export interface ChangeProblemShape {
  readonly __typename: string
  readonly message: string
  readonly issues?: readonly { readonly path: string; readonly message: string }[]
  readonly missing?: readonly string[]
}

/** Why a change was not made, in the server's words. fields: issues whose paths begin so are shown at their fields. */
export function ChangeProblem({
  problem,
  fields = [],
}: {
  problem: ChangeProblemShape
  fields?: readonly string[]
}) {
  const { t } = useTranslation('settings')
  const issues = (problem.issues ?? []).filter(
    ({ path }) => !fields.some((field) => path === field || path.startsWith(`${field}.`)),
  )
  if (problem.issues && issues.length === 0) return null
  return (
    <Callout
      role="alert"
      tone={problem.__typename === 'DryRunRequired' ? 'attention' : 'bad'}
      title={t('problem')}
      actions={
        problem.__typename === 'DryRunRequired' && (
          <Link href="/start/PRODUCT_SYNC" className={buttonClass('plain', 'small')}>
            {t('writes.toDryRun')}
          </Link>
        )
      }
    >
      {problem.issues ? (
        issues.map(({ path, message }) => <p key={path}>{message}</p>)
      ) : (
        <p>{problem.message}</p>
      )}
    </Callout>
  )
}

/** What the server said of one field. */
export function issueAt(problem: ChangeProblemShape | null, path: string): string | undefined {
  const said = problem?.issues?.filter((issue) => issue.path === path || issue.path.startsWith(`${path}.`))
  return said && said.length > 0 ? said.map(({ message }) => message).join('; ') : undefined
}

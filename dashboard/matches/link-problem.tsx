import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Problem } from '../design/problem.tsx'
import type { MatchProblemFragment } from '../graphql/types.ts'
import type { Unanswered } from '../graphql/use-answer.ts'
import { mappingAddress, pairOf, titleOf } from './records.ts'

export type NotLinked = MatchProblemFragment | Unanswered

/** Why two records were not linked; the mapping that is in the way is one press away. */
export function LinkProblem({ problem }: { problem: NotLinked }) {
  const { t } = useTranslation('matches')
  if (!('mapping' in problem)) return <Problem problem={problem} />
  const { kind, nhanh, shopify } = pairOf(problem.mapping)
  return (
    <Problem
      problem={problem}
      actions={
        <Link href={mappingAddress(kind, shopify.id)} className={buttonClass('plain', 'small')}>
          {t('showMapping')}
        </Link>
      }
    >
      <p>
        {titleOf(nhanh)} ↔ {titleOf(shopify)}
      </p>
    </Problem>
  )
}

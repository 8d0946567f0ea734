import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, type TypedDocumentNode } from 'urql'
import type { ProblemAnswer } from './answer-problem.tsx'

/** A mutation that is asked by a person, and what became of it. */
export interface Asked<Variables, Success> {
  /** Resolves with the success, or null when there is a problem to be shown. */
  ask: (variables: Variables) => Promise<Success | null>
  isAsking: boolean
  problem: ProblemAnswer | null
  forget: () => void
}

/** Asks a mutation whose answer is a union; a server that cannot be reached is a problem like any other. */
export function useAnswer<
  Answer extends { readonly __typename: string },
  Variables extends Record<string, unknown>,
  Name extends Answer['__typename'],
>(
  document: TypedDocumentNode<{ readonly answer: Answer }, Variables>,
  success: Name,
): Asked<Variables, Extract<Answer, { __typename: Name }>> {
  const { t } = useTranslation()
  const [{ fetching }, mutate] = useMutation(document)
  const [problem, setProblem] = useState<ProblemAnswer | null>(null)
  return {
    isAsking: fetching,
    problem,
    forget: () => setProblem(null),
    ask: async (variables) => {
      setProblem(null)
      const { data, error } = await mutate(variables)
      if (data?.answer.__typename === success) return data.answer as Extract<Answer, { __typename: Name }>
      if (data) setProblem(data.answer as unknown as ProblemAnswer)
      else {
        const message = error?.networkError
          ? t('failed.network')
          : (error?.graphQLErrors[0]?.message ?? t('failed.unknown'))
        setProblem({ __typename: 'Failure', message })
      }
      return null
    },
  }
}

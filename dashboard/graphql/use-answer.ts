import type { TypedDocumentNode } from '@urql/core'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { reasonOf } from './reason.ts'
import type { ProblemFragment } from './types.ts'

/** The server said nothing that its schema foresees, or could not be reached. */
export interface Unanswered {
  readonly __typename: 'Unanswered'
  readonly message: string
}

/** Why something that was asked for was not done. */
export type AnswerProblem = ProblemFragment | Unanswered

type Mutation<Answer, Variables> = TypedDocumentNode<{ readonly answer: Answer }, Variables>
/** Types of which the answer may hold none: what shows them is asked for again too, also where it found none. */
type Types = readonly string[]

/** Asks mutations whose answer is a union; a server that cannot be reached is a problem like any other. */
export function useAsk(): <Answer, Variables extends Record<string, unknown>>(
  document: Mutation<Answer, Variables>,
  variables: Variables,
  types?: Types,
) => Promise<Answer | Unanswered> {
  const client = useClient()
  const { t } = useTranslation()
  return useCallback(
    async (document, variables, types = []) => {
      const { data, error } = await client
        .mutation(document, variables, { additionalTypenames: [...types] })
        .toPromise()
      return data ? data.answer : { __typename: 'Unanswered', message: reasonOf(error, t) }
    },
    [client, t],
  )
}

/** No success has a message, and every problem has one. */
interface Success {
  readonly __typename: string
  readonly message?: never
}

export interface Asking<Problem> {
  /** Resolves with the success, or with null when there is a problem to be shown. */
  ask: <Answer extends Success | Problem, Variables extends Record<string, unknown>>(
    document: Mutation<Answer, Variables>,
    variables: Variables,
    types?: Types,
  ) => Promise<Extract<Answer, Success> | null>
  isAsking: boolean
  problem: Problem | null
  forget: () => void
}

/** What a person asks for, and what stood in the way. */
export function useAnswer<Problem extends AnswerProblem = AnswerProblem>(): Asking<Problem> {
  const askFor = useAsk()
  const [isAsking, setIsAsking] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  return {
    isAsking,
    problem,
    forget: () => setProblem(null),
    ask: async <Answer extends Success | Problem, Variables extends Record<string, unknown>>(
      document: Mutation<Answer, Variables>,
      variables: Variables,
      types?: Types,
    ) => {
      setProblem(null)
      setIsAsking(true)
      const answer = await askFor(document, variables, types)
      setIsAsking(false)
      if (!('message' in answer)) return answer as Extract<Answer, Success>
      setProblem(answer as Problem)
      return null
    },
  }
}

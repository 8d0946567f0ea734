import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import type { JobType, StartAnswerFragment } from '../graphql/types.ts'
import { startInputOf } from './job-order.ts'
import { startDocument } from './start-document.ts'

/** What became of a start; unanswered: the server said nothing that its schema foresees. */
export type StartOutcome =
  StartAnswerFragment | { readonly __typename: 'Unanswered'; readonly message: string }

/** All of them but a started job. */
export type StartProblem = Exclude<StartOutcome, { readonly __typename: 'StartJobSuccess' }>

/** Starts jobs of any type. */
export function useStartJob(): (type: JobType, input: Record<string, unknown>) => Promise<StartOutcome> {
  const client = useClient()
  const { t } = useTranslation()
  return useCallback(
    async (type, input) => {
      const { data, error } = await client.mutation(startDocument(startInputOf(type)!), { input }).toPromise()
      if (data) return data.answer
      const message = error?.networkError ? t('failed.network') : error?.graphQLErrors[0]?.message
      return { __typename: 'Unanswered', message: message ?? t('failed.unknown') }
    },
    [client, t],
  )
}

import type { TypedDocumentNode } from '@urql/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'

/** The answer to a mutation, or that there was none. */
export type Answered<Answer> = Answer | { readonly __typename: 'Unanswered'; readonly message: string }

/** Asks for a change. types: of which there may have been none before, so that lists of them are asked for again. */
export function useChange<Answer, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<{ readonly answer: Answer }, Variables>,
  type: string,
): (variables: Variables) => Promise<Answered<Answer>> {
  const client = useClient()
  const { t } = useTranslation()
  return useCallback(
    async (variables) => {
      const { data, error } = await client
        .mutation(document, variables, { additionalTypenames: [type] })
        .toPromise()
      if (data) return data.answer
      const message = error?.networkError ? t('failed.network') : error?.graphQLErrors[0]?.message
      return { __typename: 'Unanswered', message: message ?? t('failed.unknown') }
    },
    [client, document, type, t],
  )
}

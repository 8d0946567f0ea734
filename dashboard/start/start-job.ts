import { stringifyDocument, type TypedDocumentNode } from '@urql/core'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useClient } from 'urql'
import { documentOf } from '../graphql/document.ts'
import type { StartInput } from '../graphql/start-inputs.ts'
import type { JobType, StartAnswerFragment, StartProductSyncMutation } from '../graphql/types.ts'
import { startInputOf } from './job-order.ts'
import { StartProductSyncDocument } from './start.graphql.ts'

/** What became of a start; unanswered: the server said nothing that its schema foresees. */
export type StartOutcome =
  StartAnswerFragment | { readonly __typename: 'Unanswered'; readonly message: string }

/** All of them but a started job. */
export type StartProblem = Exclude<StartOutcome, { readonly __typename: 'StartJobSuccess' }>

/** The mutation that starts a type: each is that of PRODUCT_SYNC but for its names. */
export function startDocument({
  mutation,
  inputType,
  fields,
}: Pick<StartInput, 'mutation' | 'inputType' | 'fields'>): TypedDocumentNode<
  StartProductSyncMutation,
  { input: Record<string, unknown> }
> {
  const required = fields.some((field) => field.required) ? '!' : ''
  const text = stringifyDocument(StartProductSyncDocument)
    .replaceAll('startProductSync', mutation)
    .replaceAll('StartProductSync', mutation[0]!.toUpperCase() + mutation.slice(1))
    .replaceAll('ProductSyncInput', `${inputType}${required}`)
  return documentOf(text)
}

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

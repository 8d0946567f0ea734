import { gql, stringifyDocument, type TypedDocumentNode } from '@urql/core'
import type { StartInput } from '../graphql/start-inputs.ts'
import type { StartProductSyncMutation } from '../graphql/types.ts'
import { StartProductSyncDocument } from './start.graphql.ts'

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
  return gql(text)
}

import { gql, type TypedDocumentNode } from '@urql/core'

/** An operation with the types of what it takes and gives. */
export function documentOf<Result, Variables extends Record<string, unknown>>(
  text: string,
): TypedDocumentNode<Result, Variables> {
  return gql<Result, Variables>(text)
}

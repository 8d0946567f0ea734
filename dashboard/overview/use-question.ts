import { useCallback } from 'react'
import { useQuery, type AnyVariables, type CombinedError, type TypedDocumentNode } from 'urql'
import { useRefresh } from './use-refresh.ts'

export interface Answer<Data> {
  /** What was answered last; undefined before the first answer. */
  data: Data | undefined
  error: CombinedError | undefined
  refresh: () => void
}

/** A query that is asked again when what it tells may have changed. */
export function useQuestion<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Answer<Data> {
  const [{ data, error, fetching, stale }, ask] = useQuery<Data>({
    query: query as TypedDocumentNode<Data>,
    variables: variables ?? {},
  })
  const refresh = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask])
  useRefresh(refresh, fetching || stale)
  return { data, error, refresh }
}

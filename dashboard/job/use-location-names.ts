import { useMemo } from 'react'
import { useQuery } from 'urql'
import { JobLocationsDocument } from './job-ledger.graphql.ts'

/** How the shop calls its locations, by their ids. */
export type LocationNames = ReadonlyMap<string, string>

const NONE: LocationNames = new Map()

export function useLocationNames(isWanted: boolean): LocationNames {
  const [{ data }] = useQuery({ query: JobLocationsDocument, pause: !isWanted, requestPolicy: 'cache-first' })
  return useMemo(
    () => (data ? new Map(data.shopifyLocations.map(({ id, name }) => [id, name])) : NONE),
    [data],
  )
}

/** A message of the server, with its locations by their names. */
export function withNames(message: string, names: LocationNames): string {
  let text = message
  for (const [id, name] of names) text = text.replaceAll(id, name)
  return text
}

import type { CombinedError } from '@urql/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { ShownProblem } from '../design/problem.tsx'
import { PlacesExcludeDocument, PlacesSetLocationDocument } from './places.graphql.ts'

export interface PlacesChange {
  isChanging: boolean
  problem: ShownProblem | undefined
  error: CombinedError | undefined
  /** These depots and no others feed the location; true when it is done. */
  setLocation: (location: string, depots: readonly string[], reserve?: number) => Promise<boolean>
  /** These depots and no others are not sold online; true when it is done. */
  exclude: (depots: readonly string[]) => Promise<boolean>
}

/** Changes which depots feed what, and keeps what the server has against it. */
export function usePlacesChange(): PlacesChange {
  const [setting, setLocation] = useMutation(PlacesSetLocationDocument)
  const [excluding, exclude] = useMutation(PlacesExcludeDocument)
  const [problem, setProblem] = useState<ShownProblem>()
  const [error, setError] = useState<CombinedError>()

  const take = ({
    data,
    error: failure,
  }: {
    data?: { answer: { __typename: 'SetLocationMappingSuccess' } | ShownProblem }
    error?: CombinedError
  }): boolean => {
    const answer = data?.answer
    const isDone = answer?.__typename === 'SetLocationMappingSuccess'
    setError(failure)
    setProblem(answer && 'message' in answer ? answer : undefined)
    return isDone
  }
  return {
    isChanging: setting.fetching || excluding.fetching,
    problem,
    error,
    setLocation: async (location, depots, reserve) =>
      take(await setLocation({ location, depots: [...depots], reserve })),
    exclude: async (depots) => take(await exclude({ depots: [...depots] })),
  }
}

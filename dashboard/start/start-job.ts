import { useCallback } from 'react'
import type { JobType, StartAnswerFragment } from '../graphql/types.ts'
import { useAsk, type Unanswered } from '../graphql/use-answer.ts'
import { startInputOf } from './job-order.ts'
import { startDocument } from './start-document.ts'

/** Starts jobs of any type. */
export function useStartJob(): (
  type: JobType,
  input: Record<string, unknown>,
) => Promise<StartAnswerFragment | Unanswered> {
  const ask = useAsk()
  return useCallback((type, input) => ask(startDocument(startInputOf(type)!), { input }), [ask])
}

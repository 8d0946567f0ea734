import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient, type CombinedError } from 'urql'
import type { JobLogQuery } from '../graphql/types.ts'
import { JobLogDocument } from './job-log.graphql.ts'

type Edge = NonNullable<JobLogQuery['job']>['log']['edges'][number]

export type LogLine = Edge['node'] & { cursor: string }

export interface JobLog {
  lines: readonly LogLine[]
  isRead: boolean
  hasOlder: boolean
  error: CombinedError | null
  loadOlder: () => Promise<void>
  /** Reads on from the newest line that is known. */
  catchUp: () => Promise<void>
}

const FIRST_LINES = 100
const MORE_LINES = 200

/** The newest lines of a job's log, and all that come: only what is new is asked for. */
export function useJobLog(id: string, beat: number): JobLog {
  const client = useClient()
  const [log, setLog] = useState<Pick<JobLog, 'lines' | 'isRead' | 'hasOlder' | 'error'>>({
    lines: [],
    isRead: false,
    hasOlder: false,
    error: null,
  })
  const current = useRef(log)
  const reading = useRef<Promise<void>>(Promise.resolve())

  const read = useCallback(
    async (older: boolean): Promise<void> => {
      const { lines } = current.current
      const [first, last] = [lines.at(0)?.cursor, lines.at(-1)?.cursor]
      const page = older
        ? { last: MORE_LINES, before: first }
        : last === undefined
          ? { last: FIRST_LINES }
          : { first: MORE_LINES, after: last }
      const { data, error } = await client.query(
        JobLogDocument,
        { id, ...page },
        { requestPolicy: 'network-only' },
      )
      const before = current.current
      const found = data?.job?.log
      if (!found) {
        current.current = { ...before, isRead: true, error: error ?? null }
      } else {
        const more = found.edges.map(({ cursor, node }) => ({ ...node, cursor }))
        current.current = {
          lines: older
            ? [...more, ...before.lines]
            : more.length > 0
              ? [...before.lines, ...more]
              : before.lines,
          isRead: true,
          hasOlder: older || last === undefined ? found.pageInfo.hasPreviousPage : before.hasOlder,
          error: null,
        }
      }
      setLog(current.current)
      if (!older && last !== undefined && found?.pageInfo.hasNextPage) await read(false)
    },
    [client, id],
  )

  /** One after the other: each asks from where the one before it ended. */
  const enqueue = useCallback(
    (older: boolean) => {
      reading.current = reading.current.then(() => read(older))
      return reading.current
    },
    [read],
  )

  useEffect(() => void enqueue(false), [beat, enqueue])
  const loadOlder = useCallback(() => enqueue(true), [enqueue])
  const catchUp = useCallback(() => enqueue(false), [enqueue])
  return { ...log, loadOlder, catchUp }
}

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useClient } from 'urql'
import type { JobType } from '../graphql/types.ts'
import type { AnswerProblem } from '../graphql/use-answer.ts'
import { useAddress } from '../shell/address.ts'
import {
  ADDRESS_NAMES,
  jobIdsOf,
  viewRun,
  type RunView,
  type SlotState,
  type Step,
} from './everything-steps.ts'
import { useStartJob } from './start-job.ts'
import { StartGoodRunsDocument } from './start.graphql.ts'
import { useWatchedJobs } from './watched-jobs.ts'

export interface Everything {
  /** Null while no run is in the address. */
  run: RunView | null
  /** Why the next job could not be started. */
  problem: { slot: SlotState; outcome: AnswerProblem } | null
  begin: (withCustomers: boolean) => void
  /** Applies the plans, exactly as they were shown. */
  apply: () => void
  /** Tries again what could not be started. */
  retry: () => void
  /** Starts the jobs of a step again that did not end well, and all that follow. */
  again: (step: Step) => void
  /** Goes on though some items of the step failed. */
  pass: (step: Step) => void
  close: () => void
}

/** Leads a run from step to step: whenever the states of its jobs say that the next one may begin, it starts that. */
export function useEverything(): Everything {
  const address = useAddress()
  const states = useWatchedJobs(jobIdsOf(address))
  const isOpen = address.get('run') !== undefined
  const run = useMemo(() => (isOpen ? viewRun(address, states) : null), [isOpen, address, states])
  const [problem, setProblem] = useState<Everything['problem']>(null)
  const { set } = address
  const start = useSlotStart(set, setProblem)

  const next = run?.steps.find(({ state }) => state !== 'done' && state !== 'over')
  const waiting =
    next && next.step !== 'review' && next.step !== 'apply' && next.state === 'ready' ? next : null
  useEffect(() => {
    if (!waiting || problem) return
    for (const slot of waiting.slots) if (slot.id === undefined) void start(slot)
  }, [waiting, problem, start])

  const forget = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, undefined])) as Record<string, undefined>
  return {
    run,
    problem,
    begin: (withCustomers) => set({ ...forget(ADDRESS_NAMES), run: withCustomers ? 'all' : 'products' }),
    apply: () => {
      setProblem(null)
      const plans = run?.steps.find(({ step }) => step === 'compare')?.slots ?? []
      for (const slot of run?.steps.find(({ step }) => step === 'apply')?.slots ?? [])
        if (slot.id === undefined) void start(slot, plans.find(({ type }) => type === slot.type)?.id)
    },
    retry: () => setProblem(null),
    again: (step) => {
      setProblem(null)
      const from = run?.steps.findIndex((one) => one.step === step) ?? 0
      const [own, ...later] = run?.steps.slice(from) ?? []
      const failed = own?.slots.filter(({ job }) => job?.status !== 'COMPLETED') ?? []
      const slots = [
        ...(failed.length > 0 ? failed : (own?.slots ?? [])),
        ...later.flatMap((one) => one.slots),
      ]
      set(forget(slots.map(({ name }) => name)))
    },
    pass: (step) => set({ despite: [...address.all('despite'), step] }),
    close: () => {
      setProblem(null)
      set(forget(ADDRESS_NAMES))
    },
  }
}

/** Starts the job of a slot and keeps its id in the address; one that does the same already is taken for it. */
function useSlotStart(
  set: ReturnType<typeof useAddress>['set'],
  setProblem: (problem: Everything['problem']) => void,
): (slot: SlotState, planOf?: string) => Promise<void> {
  const startJob = useStartJob()
  const inputFor = useInputFor()
  const underWay = useRef(new Set<string>())
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return useCallback(
    async (slot, planOf) => {
      if (underWay.current.has(slot.name)) return
      underWay.current.add(slot.name)
      try {
        const outcome = await startJob(slot.type, await inputFor(slot, planOf))
        // Whoever went to another page is not led back.
        if (!isHere.current) return
        if (outcome.__typename === 'StartJobSuccess' || outcome.__typename === 'JobAlreadyRunning')
          set({ [slot.name]: outcome.job.id }, { replace: true })
        else setProblem({ slot, outcome })
      } finally {
        underWay.current.delete(slot.name)
      }
    },
    [startJob, inputFor, set, setProblem],
  )
}

/** What changed, where the pull has reached its end before; else everything. */
function useInputFor(): (slot: SlotState, planOf?: string) => Promise<Record<string, unknown>> {
  const client = useClient()
  return useCallback(
    async ({ step, type }, planOf) => {
      if (step === 'apply') return { planOf }
      if (step === 'compare') return { dryRun: true }
      if (step === 'match') return {}
      const { data } = await client
        .query(StartGoodRunsDocument, {}, { requestPolicy: 'network-only' })
        .toPromise()
      const known: readonly { type: JobType; lastGoodRun: unknown }[] = data?.shopHealth.chain ?? []
      const hasGoodRun = known.some((one) => one.type === type && one.lastGoodRun !== null)
      return hasGoodRun ? { mode: 'DELTA' } : {}
    },
    [client],
  )
}

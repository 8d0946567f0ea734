import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMutation, type CombinedError } from 'urql'
import { notify } from '../design/notices.tsx'
import type { MatchDecision, MatchDecisionMadeFragment } from '../graphql/types.ts'
import { brokenOff, type Problem } from './problem-text.tsx'
import { MatchReopenDocument, MatchResolveDocument } from './reviews.graphql.ts'

export interface NewDecision {
  id: string
  /** What the notice calls it. */
  label: string
  decision: MatchDecision
  nhanhId?: string
  shopifyId?: string
}

export interface Decisions {
  /** Decided here, or being decided: out of the list of what is open. */
  gone: ReadonlySet<string>
  /** What the server refused, by review. */
  problems: ReadonlyMap<string, Problem>
  decide: (decision: NewDecision) => void
  undo: (id: string) => void
  undoLast: () => void
}

/** Decisions take effect at once; `broughtBack` is told of each that was refused or taken back. */
export function useDecisions(broughtBack: (id: string) => void): Decisions {
  const { t } = useTranslation('matches')
  const [, resolve] = useMutation(MatchResolveDocument)
  const [, reopen] = useMutation(MatchReopenDocument)
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const [problems, setProblems] = useState<ReadonlyMap<string, Problem>>(new Map())
  const made = useRef<string[]>([])
  const underWay = useRef(new Map<string, Promise<void>>())
  const isHere = useRef(true)
  const newest = useRef(broughtBack)
  useEffect(() => {
    newest.current = broughtBack
    isHere.current = true
    return () => {
      isHere.current = false
    }
  })

  const bringBack = (id: string, problem?: Problem) => {
    made.current = made.current.filter((one) => one !== id)
    setGone((before) => new Set([...before].filter((one) => one !== id)))
    setProblems((before) => withProblem(before, id, problem))
    if (isHere.current) newest.current(id)
  }

  const decide = async ({ label, ...variables }: NewDecision) => {
    const { id, decision } = variables
    const { data, error } = await resolve(variables)
    const problem = problemOf(data?.resolveMatchReview, error)
    if (problem) return bringBack(id, problem)
    notify({
      text: t(`done.${decision}`, { label }),
      tone: 'good',
      action: { label: t('undo'), run: () => void undo(id) },
    })
  }

  const undo = async (id: string) => {
    await underWay.current.get(id)
    const { data, error } = await reopen({ id })
    const problem = problemOf(data?.reopenMatchReview, error)
    if (problem) notify({ text: problem.message, tone: 'bad' })
    else bringBack(id)
  }

  return {
    gone,
    problems,
    decide(decision) {
      const { id } = decision
      made.current.push(id)
      setGone((before) => new Set(before).add(id))
      setProblems((before) => withProblem(before, id))
      underWay.current.set(
        id,
        decide(decision).finally(() => underWay.current.delete(id)),
      )
    },
    undo: (id) => void undo(id),
    undoLast() {
      const id = made.current.at(-1)
      if (id !== undefined) void undo(id)
      else notify({ text: t('nothingToUndo') })
    },
  }
}

function problemOf(
  answer: MatchDecisionMadeFragment | undefined,
  error: CombinedError | undefined,
): Problem | undefined {
  if (!answer) return brokenOff(error?.message ?? '')
  return answer.__typename === 'ResolveMatchReviewSuccess' ? undefined : answer
}

function withProblem(
  problems: ReadonlyMap<string, Problem>,
  id: string,
  problem?: Problem,
): ReadonlyMap<string, Problem> {
  const next = new Map(problems)
  if (problem) next.set(id, problem)
  else next.delete(id)
  return next
}

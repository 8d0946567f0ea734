import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notify } from '../design/notices.tsx'
import type { MatchDecision } from '../graphql/types.ts'
import { useAsk } from '../graphql/use-answer.ts'
import type { NotLinked } from './link-problem.tsx'
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
  problems: ReadonlyMap<string, NotLinked>
  decide: (decision: NewDecision) => void
  undo: (id: string) => void
  undoLast: () => void
}

/** Decisions take effect at once; `broughtBack` is told of each that was refused or taken back. */
export function useDecisions(broughtBack: (id: string) => void): Decisions {
  const { t } = useTranslation('matches')
  const ask = useAsk()
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const [problems, setProblems] = useState<ReadonlyMap<string, NotLinked>>(new Map())
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

  const bringBack = (id: string, problem?: NotLinked) => {
    made.current = made.current.filter((one) => one !== id)
    setGone((before) => new Set([...before].filter((one) => one !== id)))
    setProblems((before) => withProblem(before, id, problem))
    if (isHere.current) newest.current(id)
  }

  const decide = async ({ label, ...variables }: NewDecision) => {
    const { id, decision } = variables
    const answer = await ask(MatchResolveDocument, variables)
    if (answer.__typename !== 'ResolveMatchReviewSuccess') return bringBack(id, answer)
    notify({
      text: t(`done.${decision}`, { label }),
      tone: 'good',
      action: { label: t('undo'), run: () => void undo(id) },
    })
  }

  const undo = async (id: string) => {
    await underWay.current.get(id)
    const answer = await ask(MatchReopenDocument, { id })
    if (answer.__typename === 'ResolveMatchReviewSuccess') bringBack(id)
    else notify({ text: answer.message, tone: 'bad' })
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

function withProblem(
  problems: ReadonlyMap<string, NotLinked>,
  id: string,
  problem?: NotLinked,
): ReadonlyMap<string, NotLinked> {
  const next = new Map(problems)
  if (problem) next.set(id, problem)
  else next.delete(id)
  return next
}

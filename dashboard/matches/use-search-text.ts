import { useEffect, useRef, useState } from 'react'
import type { AddressState } from '../shell/address.ts'

const PAUSE_MS = 250

/** What is being typed into a search; the address gets it when the typing pauses, and the list begins anew. */
export function useSearchText(address: AddressState): [string, (text: string) => void] {
  const stored = address.get('search') ?? ''
  const [typed, setTyped] = useState(stored)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // What the address says otherwise, somebody has gone to.
  const [known, setKnown] = useState(stored)
  if (known !== stored) {
    setKnown(stored)
    setTyped(stored)
  }
  // Nor does what was typed before follow them there.
  const sent = useRef(stored)
  useEffect(() => {
    if (stored !== sent.current) clearTimeout(timer.current)
    sent.current = stored
  }, [stored])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (text: string) => {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      setKnown(text)
      sent.current = text
      address.set({ search: text, after: undefined, before: undefined, review: undefined }, { replace: true })
    }, PAUSE_MS)
  }
  return [typed, change]
}

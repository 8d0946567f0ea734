import { useEffect, useState } from 'react'
import type { AddressState } from './address.ts'

const PAUSE_MS = 250
/** A search begins at the first page. */
const PAGE = ['after', 'before'] as const

/**
 * What stands in a search field, and how it changes. The address gets it, under `name`, when the typing pauses, without a
 * step of the history for each letter. clears: what of the address no longer fits then.
 */
export function useSearchText(
  { get, set }: AddressState,
  name: string,
  clears: readonly string[] = PAGE,
): [string, (text: string) => void] {
  const stored = get(name) ?? ''
  const [seen, setSeen] = useState(stored)
  const [text, setText] = useState(stored)
  // Somebody has gone elsewhere: what was being typed does not follow them there.
  if (stored !== seen) {
    setSeen(stored)
    if (text.trim() !== stored) setText(stored)
  }
  useEffect(() => {
    const searched = text.trim()
    if (searched === stored) return
    const cleared = Object.fromEntries(clears.map((one) => [one, undefined]))
    const timer = setTimeout(() => set({ ...cleared, [name]: searched }, { replace: true }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, stored, name, clears, set])
  return [text, setText]
}

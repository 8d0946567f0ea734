import { useEffect, useRef, useState } from 'react'

const REST_MS = 300

/** A search that is asked for when the typing rests. sought: what is asked for now, as the address has it. */
export function useTypedSearch(
  sought: string,
  search: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(sought)
  const asked = useRef(sought)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // Another address, and not by this field.
    if (sought !== asked.current) setText(sought)
    asked.current = sought
  }, [sought])
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (typed: string) => {
    setText(typed)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      asked.current = typed.trim()
      search(typed.trim())
    }, REST_MS)
  }
  return [text, type]
}

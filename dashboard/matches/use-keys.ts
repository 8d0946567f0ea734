import { useEffect, useRef, useSyncExternalStore } from 'react'

const STORED = 'synctrack.keys'
const listeners = new Set<() => void>()

/** Whether single keys do something here (WCAG 2.1.4): kept in the browser, on unless switched off. */
export function useKeysSwitch(): [boolean, (isOn: boolean) => void] {
  return [useSyncExternalStore(subscribe, isOn), setOn]
}

/**
 * Calls what a key stands for. Not while somebody types in a field, nor while a dialog or a list stands over the page;
 * Enter keeps its meaning on what can be pressed.
 */
export function useKeys(actions: Record<string, (() => void) | undefined>, isActive: boolean): void {
  const newest = useRef(actions)
  useEffect(() => {
    newest.current = actions
  })
  useEffect(() => {
    if (!isActive) return
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      const action = newest.current[event.key]
      if (!action || isTaken(event)) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [isActive])
}

const TYPED = 'input:not([type="radio"]), textarea, select, [contenteditable]'
const PRESSED = 'a, button, [role="button"], summary'
// A notice is an alertdialog too, beside the page and not above it.
const ABOVE =
  '[role="dialog"], [role="alertdialog"]:not([aria-modal="false"]), [role="listbox"], [role="menu"]'

function isTaken({ key, target }: KeyboardEvent): boolean {
  if (document.querySelector(ABOVE)) return true
  if (!(target instanceof Element)) return false
  return target.closest(key === 'Enter' ? `${TYPED}, ${PRESSED}` : TYPED) !== null
}

function isOn(): boolean {
  return localStorage.getItem(STORED) !== 'off'
}

function setOn(wanted: boolean): void {
  if (wanted) localStorage.removeItem(STORED)
  else localStorage.setItem(STORED, 'off')
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

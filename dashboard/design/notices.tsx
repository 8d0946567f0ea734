import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { ErrorBoundary } from 'react-error-boundary'

export interface Notice {
  text: string
  tone?: 'good' | 'bad' | 'attention' | 'still'
  /** Where more is said about it. */
  link?: { href: string; label: string }
  action?: { label: string; run: () => void }
}

const NoticeRegion = lazy(() => import('./notice-region.tsx'))

/** When the page has what it shows first. */
const LOADED_AFTER_MS = 3_000

let isWanted = false
const listeners = new Set<() => void>()

/** Says what became of something, over whatever page is open. */
export function notify(notice: Notice): void {
  isWanted = true
  for (const listener of listeners) listener()
  import('./notice-queue.ts').then(
    ({ show }) => show(notice),
    // Nothing can be loaded while the server is away, and the page says that it is.
    () => {},
  )
}

/** Where notices come up. Loaded after the page itself, and before the first of them may find the server away. */
export function Notices() {
  const wanted = useSyncExternalStore(subscribe, () => isWanted)
  useEffect(() => {
    const load = () => void Promise.allSettled([import('./notice-queue.ts'), import('./notice-region.tsx')])
    const timer = setTimeout(load, LOADED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!wanted) return null
  return (
    // Without them the page is still of use.
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <NoticeRegion />
      </Suspense>
    </ErrorBoundary>
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

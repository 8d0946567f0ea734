import { lazy, Suspense, useSyncExternalStore } from 'react'

export interface Notice {
  text: string
  tone?: 'good' | 'bad' | 'attention' | 'still'
  /** Where more is said about it. */
  link?: { href: string; label: string }
  action?: { label: string; run: () => void }
}

const NoticeRegion = lazy(() => import('./notice-region.tsx'))

let isWanted = false
const listeners = new Set<() => void>()

/** Says what became of something, over whatever page is open. */
export function notify(notice: Notice): void {
  isWanted = true
  for (const listener of listeners) listener()
  void import('./notice-queue.ts').then(({ show }) => show(notice))
}

/** Where notices come up; nothing of it is loaded before the first. */
export function Notices() {
  const wanted = useSyncExternalStore(subscribe, () => isWanted)
  if (!wanted) return null
  return (
    <Suspense fallback={null}>
      <NoticeRegion />
    </Suspense>
  )
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

import { Suspense, useEffect, useRef, useState } from 'react'
import { Loading } from '../design/states.tsx'
import { lazyPart } from '../shell/lazy-part.ts'

const History = lazyPart(() => import('./history/history.tsx'))

/** What stands below the fold: loaded and asked for when a reader comes near it. */
export function Later() {
  const [isNear, setIsNear] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return
        setIsNear(true)
        observer.disconnect()
      },
      { rootMargin: '200px' },
    )
    observer.observe(place.current!)
    return () => observer.disconnect()
  }, [])
  const waiting = <Loading rows={12} />
  return (
    <div ref={place}>
      {isNear ? (
        <Suspense fallback={waiting}>
          <History />
        </Suspense>
      ) : (
        waiting
      )}
    </div>
  )
}

import type { CDPSession, Page } from 'playwright-core'

/** What a page did while it was looked at. */
export interface Seen {
  /** Milliseconds from one frame to the next. */
  frames: number[]
  /** How often the list's rows were written anew, at once or one by one. */
  writes: number
  /** Rows that came, went or moved. */
  moves: number
  /** What was said to a screen reader. */
  said: string[]
}

interface Watched {
  seenByTest: Seen & { stop(): void }
}

/** Counts from now on, in the page itself. */
export async function beginToLook(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Seen = { frames: [], writes: 0, moves: 0, said: [] }
    let last = performance.now()
    let isOver = false
    const frame = (now: number) => {
      seen.frames.push(now - last)
      last = now
      if (!isOver) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
    const body = document.querySelector('tbody')!
    const rows = new MutationObserver((changes) => {
      seen.writes++
      for (const { target, type } of changes) if (type === 'childList' && target === body) seen.moves++
    })
    rows.observe(body, { subtree: true, childList: true, characterData: true, attributes: true })
    const said = new MutationObserver(([change]) => seen.said.push(change!.target.textContent ?? ''))
    for (const region of document.querySelectorAll('.visually-hidden[aria-live]'))
      said.observe(region, { subtree: true, childList: true, characterData: true })
    const stop = () => {
      isOver = true
      rows.disconnect()
      said.disconnect()
    }
    ;(globalThis as unknown as Watched).seenByTest = Object.assign(seen, { stop })
  })
}

/** What was counted since {@link beginToLook}, which ends. */
export async function endLook(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const { seenByTest: seen } = globalThis as unknown as Watched
    seen.stop()
    const { frames, writes, moves, said } = seen
    return { frames, writes, moves, said }
  })
}

/** Bytes that the page's scripts hold when all that can go has gone. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

const AGAIN_AFTER_MS = 1_000
const RELOADED_AT = 'synctrack.reloaded-at'
/** So soon after it was loaded anew, doing so again would not help. */
const RELOAD_HELPS_AFTER_MS = 60_000

/** A part of the page that is loaded when it is first shown. */
export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(() => loadPart(load))
}

/**
 * What `load` imports. While the server is away it waits for it. Where the import fails though the server is there, the
 * page is loaded anew: the server was updated since, or the browser keeps in mind that it failed before (Chromium does).
 * Throws where that was done just now.
 */
export async function loadPart<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load()
  } catch {
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
  }
  try {
    return await load()
  } catch (error) {
    const reloadedAt = Number(sessionStorage.getItem(RELOADED_AT))
    if (Date.now() - reloadedAt < RELOAD_HELPS_AFTER_MS) throw error
    sessionStorage.setItem(RELOADED_AT, String(Date.now()))
    location.reload()
    return new Promise(() => {})
  }
}

async function isThere(): Promise<boolean> {
  try {
    return (await fetch('/', { method: 'HEAD', cache: 'no-store' })).ok
  } catch {
    return false
  }
}

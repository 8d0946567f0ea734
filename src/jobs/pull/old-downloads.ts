import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** As long as Shopify keeps the result of a bulk operation: afterwards nothing goes on with what was downloaded of it. */
const KEPT_MS = 7 * 24 * 3_600_000

/** Removes downloads of jobs that failed and were never resumed. A folder that does not exist has none. */
export async function removeOldDownloads(folder: string, now = Date.now()): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const path of names.map((name) => join(folder, name))) {
    const { mtimeMs } = await stat(path)
    if (now - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true })
  }
}

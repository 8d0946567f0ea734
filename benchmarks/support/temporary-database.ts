import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { silentLogger } from '../../src/logger.ts'

/** A PostgreSQL of the benchmark's own, as the product starts it. Its folder goes when it is disposed, or by Ctrl-C. */
export async function temporaryDatabase(): Promise<AsyncDisposable & { url: string }> {
  const parts = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'synctrack-bench-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true }))
  try {
    // As root, PostgreSQL runs as another user, who must be able to enter.
    await chmod(dataDir, 0o755)
    const postgres = await startEmbeddedPostgres({ dataDir, log: silentLogger })
    parts.defer(() => postgres.stop())
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void parts.disposeAsync().finally(() => process.exit(1)))
    }
    return { url: postgres.url, [Symbol.asyncDispose]: () => parts.disposeAsync() }
  } catch (error) {
    await parts.disposeAsync()
    throw error
  }
}

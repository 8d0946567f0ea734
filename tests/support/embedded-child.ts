import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'

/**
 * A process that runs the embedded PostgreSQL and nothing else, so that tests can kill it for real.
 * `node embedded-child.ts <dataDir>` prints one JSON line, `{ url, location, ms }` or `{ error }`; SIGTERM stops it.
 */
const dataDir = process.argv[2]
if (!dataDir) throw new Error('usage: embedded-child.ts <dataDir>')

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const warn = (fields: object, message: string) =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
const log = { debug() {}, info: warn, warn, error: warn, child: () => log }

const begin = performance.now()
try {
  const onCrash = (error: Error) => tell({ crashed: error.message })
  const postgres = await startEmbeddedPostgres({ dataDir, log, onCrash })
  process.once('SIGTERM', () => {
    if (process.argv[3] === '--throw-on-SIGTERM') throw new Error('an uncaught error')
    void postgres.stop().then(() => tell({ stopped: true }))
  })
  tell({ url: postgres.url, location: postgres.location, ms: Math.round(performance.now() - begin) })
} catch (error) {
  tell({
    error: error instanceof Error ? error.message : String(error),
    name: error instanceof Error && error.name,
  })
}

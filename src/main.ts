import { startApp, type App } from './app.ts'
import { ConfigError, loadConfig, readEnvironment } from './config.ts'
import { DatabaseError } from './database.ts'
import { EmbeddedPostgresError } from './embedded-postgres.ts'
import { createLogger, type Logger } from './logger.ts'
import { CatalogueError } from './sandbox/data/shopify-csv.ts'

/** A database that does not answer any more must not keep the process for ever. */
const LONGEST_STOP_MS = 30_000

/** Failures that a person can mend: they are told in one line, without a stack. */
const EXPECTED = [ConfigError, DatabaseError, EmbeddedPostgresError, CatalogueError]

await main()

async function main(): Promise<void> {
  try {
    const config = loadConfig(readEnvironment())
    const log = createLogger(config.logLevel, config.secrets)
    const app = await startApp(config, { log, onCrash: (error) => crash(error, log) })
    print(greeting(app))
    stopOnSignal(app, log)
  } catch (error) {
    process.exitCode = 1
    process.stderr.write(`synctrack cannot start: ${explain(error)}\n`)
  }
}

function explain(error: unknown): string {
  if (EXPECTED.some((type) => error instanceof type)) return (error as Error).message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}; end what uses the port, or set PORT or WEBHOOK_PORT, whichever it is, to another one (0 takes a free one)`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function greeting({ url, webhookUrl, sandbox, dataLocation, platforms }: App): string {
  const connected = platforms.status().filter(({ configured }) => configured)
  const missing = platforms
    .status()
    .filter(({ configured }) => !configured)
    .map(({ platform }) => `${platform} is not connected: set ${platforms.missing(platform).join(', ')}`)
  const mutation = connected.some(({ platform }) => platform === 'SHOPIFY')
    ? 'startPullShopifyProducts'
    : 'startPullNhanhProducts'
  return [
    '',
    `synctrack serves on ${url}`,
    '',
    `  Dashboard  ${url}`,
    `  GraphiQL   ${url}/graphql`,
    sandbox === null
      ? `  Platforms  ${connected.map(({ platform, account }) => `${platform} (${account})`).join(', ') || 'none'}`
      : `  Platforms  the sandbox (${sandbox}); no real shop is touched`,
    ...missing.map((line) => `             ${line}`),
    ...(webhookUrl === null ? [] : [`  Webhooks   ${webhookUrl}`]),
    `  Data       ${dataLocation}`,
    '',
    'Try this mutation in GraphiQL:',
    '',
    `  mutation { ${mutation} { ... on StartJobSuccess { job { id } } ... on Problem { message } } }`,
    '',
    'Ctrl-C stops it.',
    '',
  ].join('\n')
}

/** The first signal stops in order; a second one does not wait any longer. */
function stopOnSignal(app: App, log: Logger): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => crash(new Error('the server did not stop in time'), log), LONGEST_STOP_MS).unref()
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => crash(error, log),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function crash(error: unknown, log: Logger): never {
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'synctrack ends')
  process.exit(1)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraphQLClient } from 'graphql-request'
import { createClient, type Client } from 'graphql-ws'
import { startApp, type App, type AppOptions } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import type { Tuning } from '../../src/integrations/call.ts'
import { silentLogger } from '../../src/logger.ts'
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { createTestDatabase } from './database.ts'

export interface TestApp extends AsyncDisposable {
  app: App
  sandbox: Sandbox
  databaseUrl: string
  config: Config
  http: GraphQLClient
  ws: Client
}

export interface TestAppOptions {
  sandbox?: SandboxOptions
  config?: Partial<Config>
  databaseUrl?: string
  /** Another test server's, which stays that one's to close. */
  existingSandbox?: Sandbox
  /** Where both platforms are looked for, in place of the sandbox. */
  baseUrl?: string
  app?: Partial<AppOptions>
}

/** A real server on a free port, a database of its own, and a sandbox that the test can change and break. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const parts = new AsyncDisposableStack()
  const databaseUrl = options.databaseUrl ?? parts.use(await createTestDatabase()).url
  const sandbox = options.existingSandbox ?? (await startSandboxFor(options))
  if (!options.existingSandbox) parts.defer(() => sandbox.close())
  const dataDir = await mkdtemp(join(tmpdir(), 'synctrack-test-'))
  parts.defer(() => rm(dataDir, { recursive: true, force: true }))
  const config = { ...configFor(sandbox, databaseUrl, options.baseUrl), dataDir, ...options.config }
  const app = await startApp(config, {
    log: silentLogger,
    tuning: QUICK,
    // It asks the platforms, whose requests tests count and break.
    alertEveryMs: 3_600_000,
    ...options.app,
  })
  parts.defer(() => app.stop())
  const ws = createClient({ url: `${app.url.replace('http', 'ws')}/graphql`, retryAttempts: 0 })
  parts.defer(async () => ws.dispose())
  return {
    app,
    sandbox,
    databaseUrl,
    config,
    http: new GraphQLClient(`${app.url}/graphql`),
    ws,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** Delays of the platform clients that do not make a test wait. */
const QUICK: Tuning = { backoffMs: 20, maxBackoffMs: 200, timeoutMs: 2_000, totalMs: 5_000, attempts: 4 }

/** The sandbox that {@link startTestApp} would start by itself; the caller closes it. */
export function startSandboxFor({ sandbox }: TestAppOptions): Promise<Sandbox> {
  return startSandbox({ products: 60, customers: 0, limits: { nhanh: 'off', shopify: 'off' }, ...sandbox })
}

/** The configuration of a server whose platforms are this sandbox. */
export function configFor(sandbox: Sandbox, databaseUrl: string, elsewhere?: string): Config {
  const { shop, apiVersion, accessToken } = sandbox.shopify
  const baseUrl = elsewhere ?? sandbox.shopify.baseUrl
  return {
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [],
    databaseUrl,
    dataDir: '/nonexistent',
    nhanh: { ready: true, config: { ...sandbox.nhanh, baseUrl: elsewhere ?? sandbox.nhanh.baseUrl } },
    shopify: {
      ready: true,
      config: { shop, baseUrl, apiVersion, credentials: { kind: 'token', accessToken } },
    },
    sandbox: null,
    sync: {
      salePendingMs: 3_600_000,
      combos: 'SKIP',
      stoppedProducts: 'PUBLISH',
      customers: true,
      metafieldNamespace: 'synctrack',
    },
    alerts: { webhook: null, mail: null, language: 'en' },
    webhooks: null,
    keeping: { jobsDays: 90, failedJobsDays: 365, personalDays: 90 },
    logLevel: 'silent',
    secrets: [],
  }
}

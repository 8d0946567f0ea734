import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { GraphQLClient } from 'graphql-request'
import { createClient, type Client } from 'graphql-ws'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** `npm start` as a process of its own, so that it can be killed for real. */
export interface ServerProcess extends AsyncDisposable {
  url: string
  /** Where webhooks are received; null when they are not. */
  webhookUrl: string | null
  http: GraphQLClient
  ws: Client
  process: ChildProcess
  /** Ends it with the signal and resolves with its exit code when it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts the server with these variables, and nothing else of synctrack's, in its environment. */
export async function startServerProcess(variables: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('../..', import.meta.url),
    env: { ...kept('PATH', 'HOME', 'NODE_COMPILE_CACHE'), PORT: '0', LOG_LEVEL: 'warn', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = once(child, 'exit')
  const [url, webhookUrl] = await new Promise<[string, string | null]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`
      if (!line.startsWith('Ctrl-C')) return
      resolve([/serves on (\S+)/.exec(output)![1]!, /Webhooks +(\S+)/.exec(output)?.[1] ?? null])
    })
    void exited.then(() => reject(new Error(`the server ended before it served:\n${output}`)))
  })
  const ws = createClient({ url: `${url.replace('http', 'ws')}/graphql`, retryAttempts: 0 })
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    url,
    webhookUrl,
    http: new GraphQLClient(`${url}/graphql`),
    ws,
    process: child,
    end,
    [Symbol.asyncDispose]: async () => {
      await ws.dispose()
      await end('SIGKILL')
    },
  }
}

function kept(...names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, process.env[name]]))
}

/** The variables that connect a server to a sandbox as if it were the real platforms. */
export function variablesFor({ nhanh, shopify }: Sandbox): Record<string, string> {
  return {
    NHANH_APP_ID: nhanh.appId,
    NHANH_BUSINESS_ID: nhanh.businessId,
    NHANH_ACCESS_TOKEN: nhanh.accessToken,
    NHANH_BASE_URL: nhanh.baseUrl,
    SHOPIFY_SHOP: shopify.shop,
    SHOPIFY_CLIENT_ID: shopify.clientId,
    SHOPIFY_CLIENT_SECRET: shopify.clientSecret,
    SHOPIFY_BASE_URL: shopify.baseUrl,
  }
}

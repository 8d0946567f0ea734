import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { PlatformConfigs } from '../../src/connect-platforms.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts'

/** Changes one in so many records of every kind, with its update time; of Nhanh's products another one's stock too. */
interface ChangeSome {
  changeOneIn: number
}

/** Fills an empty sandbox with products of one variant and customers, the same on both sides, one depot and one location. */
interface FillShop {
  products: number
  customers: number
}

/** Changes the stock of every product and the total of every customer in Nhanh. */
interface ChangeNumbers {
  changeNumbers: true
}

export type SandboxCommand = ChangeSome | FillShop | ChangeNumbers

export type SandboxReport = ({ kind: 'started' } & Pick<Sandbox, 'nhanh' | 'shopify'>) | { kind: 'changed' }

interface SandboxProcess extends AsyncDisposable {
  platforms: PlatformConfigs
  change(command: SandboxCommand): Promise<void>
}

export async function startSandboxProcess(options: SandboxOptions): Promise<SandboxProcess> {
  // Infinity, which JSON has not, is what makes bulk operations end at once.
  const child = fork(`${import.meta.dirname}/sandbox-child.ts`, { serialization: 'advanced' })
  child.send(options)
  const [report] = (await once(child, 'message')) as [SandboxReport]
  if (report.kind !== 'started') throw new Error(`the sandbox answered ${report.kind}`)
  const { shop, baseUrl, apiVersion, accessToken } = report.shopify
  return {
    platforms: {
      nhanh: { ready: true, config: report.nhanh },
      shopify: {
        ready: true,
        config: { shop, baseUrl, apiVersion, credentials: { kind: 'token', accessToken } },
      },
    },
    async change(command) {
      child.send(command)
      await once(child, 'message')
    },
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

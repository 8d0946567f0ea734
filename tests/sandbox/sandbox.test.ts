import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { settledBulk, startBulk } from './bulk-calls.ts'
import { askNhanh } from './platform-calls.ts'

const MAIN = resolve(import.meta.dirname, '../../src/sandbox/main.ts')

async function isOpen(baseUrl: string): Promise<boolean> {
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

it('close() ends answers that are due and leaves no port open', async () => {
  const sandbox = await startSandbox({ products: 10, customers: 0, latencyMs: 60_000 })
  const waiting = expect(askNhanh(sandbox, '/product/list')).rejects.toThrow('fetch failed')
  await expect.poll(() => sandbox.world.counters.nhanh['/product/list']?.requests).toBe(1)
  expect(await isOpen(sandbox.nhanh.baseUrl)).toBe(true)
  await sandbox.close()
  await waiting
  expect(await isOpen(sandbox.nhanh.baseUrl)).toBe(false)
  expect(await isOpen(sandbox.shopify.baseUrl)).toBe(false)
})

it('close() ends a bulk operation that is being written, and a download of it', async () => {
  const sandbox = await startSandbox({ products: 3000, customers: 1000, limits: { shopify: 'off' } })
  sandbox.world.shopify.bulk.objectsPerSecond = Number.POSITIVE_INFINITY
  const customers = await startBulk(sandbox, '{ customers { edges { node { id } } } }')
  const { url } = await settledBulk(sandbox, customers)
  const response = await fetch(url!)
  await startBulk(sandbox, '{ productVariants { edges { node { id title } } } }')
  await sandbox.close()
  await Promise.allSettled([response.text()])
  expect(sandbox.world.shopify.bulkOperations.records.at(-1)!.status).toBe('CREATED')
})

it('leaves no port open when the second is taken', async () => {
  const first = await startSandbox({ products: 1, customers: 0 })
  const taken = Number(new URL(first.shopify.baseUrl).port)
  await expect(startSandbox({ products: 1, port: { shopify: taken } })).rejects.toThrow('EADDRINUSE')
  await first.close()
})

it('adds its latency to each answer', async () => {
  const sandbox = await startSandbox({ products: 10, customers: 0, latencyMs: 60 })
  const startedAt = performance.now()
  await askNhanh(sandbox, '/product/list')
  expect(performance.now() - startedAt).toBeGreaterThan(55)
  await sandbox.close()
})

it('runs alone: prints the variables to paste, and ends with 0 on SIGTERM', async () => {
  const child = spawn(process.execPath, [MAIN], { env: { SANDBOX_PRODUCTS: '20', SANDBOX_CUSTOMERS: '0' } })
  const [printed]: unknown[] = await once(child.stdout, 'data')
  const lines = String(printed)
  for (const name of ['NHANH_BASE_URL', 'NHANH_APP_ID', 'NHANH_BUSINESS_ID', 'NHANH_ACCESS_TOKEN']) {
    expect(lines).toMatch(new RegExp(`^${name}=\\S+$`, 'm'))
  }
  for (const name of ['SHOPIFY_BASE_URL', 'SHOPIFY_SHOP', 'SHOPIFY_CLIENT_ID', 'SHOPIFY_CLIENT_SECRET']) {
    expect(lines).toMatch(new RegExp(`^${name}=\\S+$`, 'm'))
  }
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it.each([
  [{ SANDBOX_PRODUCTS: '-3' }, "SANDBOX_PRODUCTS is '-3'; allowed is a whole number from 0 to 200000\n"],
  [{ SANDBOX_CATALOGUE: '/nowhere.csv' }, '/nowhere.csv: the file cannot be read (ENOENT)\n'],
])('ends with one line for %o', async (env, line) => {
  const child = spawn(process.execPath, [MAIN], { env })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(said).toBe(line)
  expect(code).toBe(1)
})

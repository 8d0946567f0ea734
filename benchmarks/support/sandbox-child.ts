/** A sandbox in a process of its own, so that its work is not in the figures. Told its options, it tells what it is. */
import { once } from 'node:events'
import { startSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts'
import { changeNumbers, fillShop } from './synced-shop.ts'
import type { SandboxCommand, SandboxReport } from './sandbox-process.ts'

const send = (report: SandboxReport) => process.send?.(report)

const [options] = (await once(process, 'message')) as [SandboxOptions]
const sandbox = await startSandbox(options)
const { nhanh, shopify, world } = sandbox
process.on('message', (command: SandboxCommand) => {
  if ('changeOneIn' in command) changeSome(command.changeOneIn)
  else if ('products' in command) fillShop(world, command)
  else changeNumbers(world)
  send({ kind: 'changed' })
})
process.once('disconnect', () => void sandbox.close())
send({ kind: 'started', nhanh, shopify })

function changeSome(oneIn: number): void {
  const now = Date.now()
  for (const product of everyNth(world.nhanh.products.records, oneIn)) {
    product.name += '.'
    product.updatedAt = Math.floor(now / 1000)
  }
  for (const product of everyNth(world.nhanh.products.records, oneIn, 1)) {
    product.stockUpdatedAt = Math.floor(now / 1000)
  }
  for (const customer of everyNth(world.nhanh.customers.records, oneIn)) {
    customer.points += 1
    customer.updatedAt = Math.floor(now / 1000)
  }
  for (const variant of everyNth(world.shopify.variants.records, oneIn)) {
    variant.price = `${Number(variant.price) + 1}`
    variant.updatedAt = now
  }
  for (const customer of everyNth(world.shopify.customers.records, oneIn)) {
    customer.numberOfOrders += 1
    customer.updatedAt = now
  }
}

function everyNth<T>(records: readonly T[], n: number, offset = 0): T[] {
  return records.filter((_, index) => index % n === offset)
}

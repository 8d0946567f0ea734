/** Runs the benchmarks one after the other, or those that are named: `node benchmarks/run.ts first-event`. */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { print } from './support/rounds.ts'

const ALL = [
  'write-pages',
  'first-event',
  'progress-events',
  'delta-requests',
  'shopify-pages',
  'shopify-bulk',
  'nhanh-limit',
  'match',
  'sync',
  'dashboard',
]

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !ALL.includes(name))
if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}; there are ${ALL.join(', ')}`)
for (const name of positionals.length > 0 ? positionals : ALL) {
  print(`\n# ${name}`)
  const { status } = spawnSync(process.execPath, [`${import.meta.dirname}/${name}.ts`], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}

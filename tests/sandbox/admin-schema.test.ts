import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const introspection = resolve(root, '../shared/shopify/admin_2026-10.json.gz')
const isThere = existsSync(introspection)
if (!isThere) process.stderr.write(`SKIPPED: no introspection of the Admin API at ${introspection}\n`)

it.skipIf(!isThere)('the committed schema is what the script makes of the real introspection', () => {
  const script = resolve(root, 'scripts/prune-shopify-schema.ts')
  const sdl = execFileSync(process.execPath, [script, introspection], { encoding: 'utf8' })
  expect(readFileSync(resolve(root, 'src/sandbox/shopify/admin-2026-10.graphql'), 'utf8')).toBe(sdl)
})

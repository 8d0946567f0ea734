/** `npm run dashboard:build`, which `npm ci` runs too: the page that the server serves, compressed once for all readers. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

const DASHBOARD = join(import.meta.dirname, '../dashboard')
const COMPRESSED = /\.(?:css|html|js|svg)$/

await build({ configFile: join(DASHBOARD, 'vite.config.ts'), logLevel: 'warn' })
for (const name of globSync('dist/**/*', { cwd: DASHBOARD }).filter((one) => COMPRESSED.test(one))) {
  const path = join(DASHBOARD, name)
  const content = readFileSync(path)
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }))
}

import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

const DASHBOARD = join(import.meta.dirname, '../../dashboard')
const COMPRESSED = /\.(?:css|html|js|svg)$/

/** Builds the page that the server serves, compressed once for all readers. */
export async function buildDashboard(): Promise<void> {
  // Vite builds for production by itself, unless this variable says otherwise: under the tests it does.
  const environment = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  await build({ configFile: join(DASHBOARD, 'vite.config.ts'), logLevel: 'warn' })
  process.env['NODE_ENV'] = environment
  for (const name of globSync('dist/**/*', { cwd: DASHBOARD }).filter((one) => COMPRESSED.test(one))) {
    const path = join(DASHBOARD, name)
    const content = readFileSync(path)
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    }
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params }))
  }
}

/** Whether the build is missing, or older than what it is made of. */
export function isDashboardStale(): boolean {
  const builtAt = statSync(join(DASHBOARD, 'dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return globSync('**/*.{css,html,json,svg,ts,tsx}', { cwd: DASHBOARD, exclude: ['dist/**'] }).some(
    (name) => statSync(join(DASHBOARD, name)).mtimeMs > builtAt,
  )
}

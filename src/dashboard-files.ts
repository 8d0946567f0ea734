import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Negotiator from 'negotiator'

const BUILT = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** Nothing that is not a file of this server runs, is shown or is asked for, and no other page may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // The icon in the window's tab is drawn by the page itself.
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const SUFFIXES: Record<string, string> = { br: '.br', gzip: '.gz', identity: '' }

/** Answers with a file of the dashboard, or with its page for an address within it; false where it has neither. */
export type ServeDashboard = (path: string, request: IncomingMessage, response: ServerResponse) => boolean

/**
 * The dashboard as `npm run dashboard:build` left it when the server started. Held in memory (some 2 MB): a build under a
 * running server takes away files that a page still asks for. Where it was not built, its start page says so.
 */
export function dashboardFiles(folder: string = BUILT): ServeDashboard {
  if (!existsSync(`${folder}/index.html`)) return sayNotBuilt
  const files = new Map(
    globSync('**/*.*', { cwd: folder }).map((name) => {
      const content = readFileSync(`${folder}/${name}`)
      return [`/${name}`, { content, tag: `"${createHash('sha256').update(content).digest('base64url')}"` }]
    }),
  )
  return (path, request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const name = files.has(path) && extname(path) in TYPES ? path : pageOf(path, request)
    if (name === null) return false
    const encoding = new Negotiator(request).encoding(['br', 'gzip', 'identity']) ?? 'identity'
    const coded = files.get(name + SUFFIXES[encoding])
    const { content, tag } = coded ?? files.get(name)!
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'no-referrer')
    response.setHeader('vary', 'accept-encoding')
    response.setHeader('etag', tag)
    // The name of an asset holds a hash of its content; the page that names it has none.
    const isAsset = name.startsWith('/assets/')
    response.setHeader('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
    if (request.headers['if-none-match'] === tag) {
      response.statusCode = 304
      response.end()
      return true
    }
    response.setHeader('content-type', TYPES[extname(name)]!)
    if (coded && encoding !== 'identity') response.setHeader('content-encoding', encoding)
    response.setHeader('content-length', content.length)
    response.end(request.method === 'HEAD' ? undefined : content)
    return true
  }
}

/** Addresses within the dashboard, such as /jobs/12, are known to the page alone. */
function pageOf(path: string, { headers }: IncomingMessage): string | null {
  const isNavigation = path === '/' || (headers.accept ?? '').includes('text/html')
  return isNavigation && extname(path) === '' ? '/index.html' : null
}

function sayNotBuilt(path: string, _request: IncomingMessage, response: ServerResponse): boolean {
  if (path !== '/') return false
  response.statusCode = 503
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end('the dashboard is not built: run `npm run dashboard:build`; the API is at /graphql\n')
  return true
}

import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** An answer as it came: its JSON is read by the tests that ask for it. */
export interface Reply<T> {
  status: number
  headers: Headers
  body: T
}

export interface NhanhBody {
  code: number
  errorCode?: string
  message?: string
  messages?: unknown
  data: unknown
  paginator?: { next?: unknown } | unknown[]
}

export interface ShopifyError {
  message: string
  path?: unknown[]
  extensions?: Record<string, unknown>
}

export interface ShopifyBody<Data = Record<string, unknown>> {
  data?: Data | null
  errors?: ShopifyError[]
  extensions?: {
    cost?: {
      requestedQueryCost: number
      actualQueryCost: number | null
      throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number }
    }
    search?: { path: string[]; query: string; parsed: unknown; warnings: { field: string; code: string }[] }[]
  }
}

/** Asks Nhanh as the app does; `identity` replaces parts of who is asking. */
export async function askNhanh(
  sandbox: Sandbox,
  path: string,
  body: unknown = {},
  identity: Partial<Sandbox['nhanh']> = {},
): Promise<Reply<NhanhBody>> {
  const { baseUrl, appId, businessId, accessToken } = { ...sandbox.nhanh, ...identity }
  const response = await fetch(`${baseUrl}/v3.0${path}?appId=${appId}&businessId=${businessId}`, {
    method: 'POST',
    headers: { authorization: accessToken, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return replyOf<NhanhBody>(response)
}

/** Asks Shopify as the app does. */
export async function askShopify<Data = Record<string, unknown>>(
  sandbox: Sandbox,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Reply<ShopifyBody<Data>>> {
  const response = await fetch(`${sandbox.shopify.baseUrl}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: {
      'x-shopify-access-token': sandbox.shopify.accessToken,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  return replyOf<ShopifyBody<Data>>(response)
}

async function replyOf<T>(response: Response): Promise<Reply<T>> {
  const body: T = JSON.parse(await response.text())
  return { status: response.status, headers: response.headers, body }
}

export interface NhanhRecord extends Record<string, unknown> {
  id?: number
  productId?: number
}

/** Every record of a Nhanh list, with the `next` of each page as it came. */
export async function allOfNhanh(
  sandbox: Sandbox,
  path: string,
  filters: object,
  size = 100,
): Promise<{ records: NhanhRecord[]; nexts: unknown[] }> {
  const records: NhanhRecord[] = []
  const nexts: unknown[] = []
  for (let next: unknown = ''; ;) {
    const { body } = await askNhanh(sandbox, path, { filters, paginator: { size, next } })
    records.push(...recordsOf(body))
    next = nextOf(body)
    if (next === undefined || next === null) return { records, nexts }
    nexts.push(next)
  }
}

/** The records of one answer; a failure of the test when it holds none. */
export function recordsOf(body: NhanhBody): NhanhRecord[] {
  if (!Array.isArray(body.data)) throw new Error(`No list: ${JSON.stringify(body)}`)
  return body.data
}

/** The `next` of an answer, whatever its shape; undefined at the end. */
export function nextOf(body: NhanhBody): unknown {
  return Array.isArray(body.paginator) ? undefined : body.paginator?.next
}

/** A page of a Shopify connection. */
export interface ShopifyPage<Node = { id: string }> {
  nodes: Node[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null; startCursor?: string | null }
}

/** The gids of every record of a Shopify root connection, page by page; `args` begins with a comma. */
export async function allOfShopify(sandbox: Sandbox, field: string, args = '', size = 25): Promise<string[]> {
  const document = `query Page($first: Int!, $after: String) {
    ${field}(first: $first, after: $after ${args}) { nodes { id } pageInfo { hasNextPage endCursor } }
  }`
  const ids: string[] = []
  for (let after: string | null = null; ;) {
    const reply: Reply<ShopifyBody<Record<string, ShopifyPage>>> = await askShopify(sandbox, document, {
      first: size,
      after,
    })
    const page = reply.body.data?.[field]
    if (page === undefined) throw new Error(`No page: ${JSON.stringify(reply.body)}`)
    ids.push(...page.nodes.map((node) => node.id))
    if (!page.pageInfo.hasNextPage) return ids
    after = page.pageInfo.endCursor
  }
}

/** The gids of records, in their order. */
export function gidsOf(type: string, records: readonly { id: number }[]): string[] {
  return records.map((record) => `gid://shopify/${type}/${record.id}`)
}

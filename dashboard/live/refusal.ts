/** The server will not show what was asked for, and asking again would not change that. */
export class WatchRefused extends Error {
  /** The code of the GraphQL error, for instance `NOT_FOUND`, or of the closed WebSocket, for instance `4403`. */
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.name = 'WatchRefused'
    this.code = code
  }
}

/** Codes of GraphQL errors that pass. */
const PASSING = new Set(['DATABASE_UNAVAILABLE', 'INTERNAL_SERVER_ERROR'])

/** Codes of graphql-transport-ws that concern the client; 4408 and 4499 tell of time that ran out. */
const isRefusal = (code: number) =>
  code === 4004 || code === 4005 || (code >= 4400 && code < 4499 && code !== 4408)

/** What a sink of graphql-ws was told as an error: null when it is a lost connection or passes by itself. */
export function refusalOf(cause: unknown): WatchRefused | null {
  if (Array.isArray(cause)) {
    const [error] = cause as { message: string; extensions?: { code?: string } }[]
    const code = error?.extensions?.code ?? 'BAD_REQUEST'
    return PASSING.has(code) ? null : new WatchRefused(error?.message ?? 'The server refused', code)
  }
  const { code, reason } = (cause ?? {}) as { code?: unknown; reason?: unknown }
  if (typeof code !== 'number' || !isRefusal(code)) return null
  return new WatchRefused(`The server closed the connection: ${String(reason) || code}`, String(code))
}

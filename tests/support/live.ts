import { createClient, type Client } from 'graphql-ws'
import { WebSocket } from 'ws'

/** A client of graphql-ws, and how it is used. */
export interface ObservedClient extends AsyncDisposable {
  client: Client
  /** The variables of each subscription to jobProgress that was sent, in order. */
  sent: Record<string, unknown>[]
  /** How often a subscription was ended by the client. */
  completed(): number
  /** How many listeners the client has beside those of its own. */
  listeners(): number
}

export function observedClient(url: string, options: { keepAlive?: number } = {}): ObservedClient {
  const sent: Record<string, unknown>[] = []
  const ids = new Set<string>()
  let completed = 0
  class Spied extends WebSocket {
    override send(text: string): void {
      const { type, id, payload } = JSON.parse(text) as {
        type: string
        id: string
        payload?: { query: string; variables: Record<string, unknown> }
      }
      if (type === 'subscribe' && payload!.query.includes('jobProgress')) {
        ids.add(id)
        sent.push(payload!.variables)
      }
      if (type === 'complete' && ids.has(id)) completed++
      super.send(text)
    }
  }
  const client = createClient({ url, webSocketImpl: Spied, retryAttempts: 0, ...options })
  let listeners = 0
  const on: Client['on'] = (event, listener) => {
    const off = client.on(event, listener)
    listeners++
    return () => {
      listeners--
      off()
    }
  }
  return {
    client: { ...client, on },
    sent,
    completed: () => completed,
    listeners: () => listeners,
    [Symbol.asyncDispose]: async () => client.dispose(),
  }
}

import type { Client } from 'graphql-ws'

/** What hangs on a connection: a stream of states. */
export interface Connected {
  connected(): void
  disconnected(): void
  hidden(): void
  shown(): void
}

/** How long the answer to a ping may take; only a client that was made with `keepAlive` sends pings. */
const PONG_TIMEOUT_MS = 5_000

/** As much of a browser's document as is needed; there is none elsewhere. */
interface Page extends EventTarget {
  visibilityState: string
}

/**
 * What is known of one client's socket and of the page around it, and the streams that are open on it. It listens only
 * while there are any.
 */
export class Connection {
  static readonly #all = new WeakMap<Client, Connection>()

  static of(client: Client): Connection {
    const known = Connection.#all.get(client)
    if (known) return known
    const made = new Connection(client)
    Connection.#all.set(client, made)
    return made
  }

  readonly client: Client
  readonly #streams = new Map<string, Connected>()
  #listening: (() => void)[] = []
  #up = false
  #pongTimer: ReturnType<typeof setTimeout> | undefined

  constructor(client: Client) {
    this.client = client
  }

  /** The server has taken the connection, as far as is known. */
  get isUp(): boolean {
    return this.#up
  }

  get isHidden(): boolean {
    return page()?.visibilityState === 'hidden'
  }

  /** The open stream of that key, if there is one. */
  find(key: string): Connected | undefined {
    return this.#streams.get(key)
  }

  add(key: string, stream: Connected): void {
    this.#streams.set(key, stream)
    if (this.#listening.length === 0) this.#listen()
  }

  remove(key: string, stream: Connected): void {
    if (this.#streams.get(key) !== stream) return
    this.#streams.delete(key)
    if (this.#streams.size > 0) return
    for (const stop of this.#listening.splice(0)) stop()
    clearTimeout(this.#pongTimer)
    this.#up = false
  }

  #listen(): void {
    const { client } = this
    const look = () => this.#each((stream) => (this.isHidden ? stream.hidden() : stream.shown()))
    const watched = page()
    watched?.addEventListener('visibilitychange', look)
    this.#listening = [
      () => watched?.removeEventListener('visibilitychange', look),
      client.on('connected', () => this.#connected()),
      client.on('closed', () => this.#closed()),
      client.on('ping', (received) => received || this.#expectPong()),
      client.on('pong', (received) => received && clearTimeout(this.#pongTimer)),
      // A client that was connected before does not tell so; that it answers does.
      client.subscribe(
        { query: '{ __typename }' },
        { next: () => this.#connected(), error: () => {}, complete: () => {} },
      ),
    ]
  }

  #connected(): void {
    if (this.#up) return
    this.#up = true
    this.#each((stream) => stream.connected())
  }

  #closed(): void {
    clearTimeout(this.#pongTimer)
    this.#up = false
    this.#each((stream) => stream.disconnected())
  }

  /** A machine that slept or changed its network has a socket that stays open and silent. */
  #expectPong(): void {
    clearTimeout(this.#pongTimer)
    this.#pongTimer = setTimeout(() => this.client.terminate(), PONG_TIMEOUT_MS)
  }

  #each(tell: (stream: Connected) => void): void {
    for (const stream of this.#streams.values()) tell(stream)
  }
}

function page(): Page | undefined {
  return (globalThis as { document?: Page }).document
}

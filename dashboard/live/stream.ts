import type { FormattedExecutionResult } from 'graphql-ws'
import type { Connected, Connection } from './connection.ts'
import type { LiveJob } from './live-job.ts'
import { refusalOf, type WatchRefused } from './refusal.ts'

/**
 * connecting: the first answer is awaited. live: what is shown is what is. lost: the connection broke or the last attempt
 * failed; the next one comes by itself.
 */
export type ConnectionState = 'connecting' | 'live' | 'lost'

/** How a stream stands, beside what it has told. */
export interface StreamState {
  connection: ConnectionState
  /** Nothing more comes: the job has settled, the server refused, or the client was disposed. */
  ended: boolean
  /** Why the server refused; null when it did not. */
  error: WatchRefused | null
}

/** What a stream has told so far, and by that what it still has to ask for. */
export interface Book<Job extends LiveJob, Content extends object> {
  query: string
  variables(): Record<string, unknown>
  /** False when the state is no news. */
  take(job: Job): boolean
  jobs(): Iterable<Job>
  /** A new object for a reader to keep. */
  content(): Content
  /** No change can follow. */
  isComplete(): boolean
}

/** Who reads a stream. */
export interface Observer<Job> {
  /** Every state that comes, at once. */
  job?(job: Job): void
  /** Something has changed; at most once a frame. */
  changed(): void
}

const FRAME_MS = 16
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 15_000
/** A connection that held so long was a good one: the waits begin anew. */
const HELD_MS = 5_000

/** One subscription for all who watch the same. Open while it has observers; the connection may come and go. */
export class Stream<Job extends LiveJob, Content extends object> implements Connected {
  readonly #connection: Connection
  readonly #key: string
  readonly #book: Book<Job, Content>
  readonly #pausesWhenHidden: boolean
  readonly #observers = new Set<Observer<Job>>()
  #state: StreamState = { connection: 'connecting', ended: false, error: null }
  #current: (Content & StreamState) | null = null
  #unsubscribe: (() => void) | null = null
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #liveSince: number | null = null
  #frameTimer: ReturnType<typeof setTimeout> | undefined
  #toldAt = -FRAME_MS

  constructor(
    connection: Connection,
    key: string,
    book: Book<Job, Content>,
    { pausesWhenHidden }: { pausesWhenHidden: boolean },
  ) {
    this.#connection = connection
    this.#key = key
    this.#book = book
    this.#pausesWhenHidden = pausesWhenHidden
  }

  /** The same object until something changes. It is made when it is asked for, not with every message. */
  get current(): Content & StreamState {
    this.#current ??= { ...this.#book.content(), ...this.#state }
    return this.#current
  }

  /** Takes a state that came another way. */
  know(job: Job): void {
    if (!this.#book.take(job)) return
    for (const observer of this.#observers) guarded(() => observer.job?.(job))
    this.#changed()
  }

  jobs(): Iterable<Job> {
    return this.#book.jobs()
  }

  observe(observer: Observer<Job>): () => void {
    this.#observers.add(observer)
    if (this.#observers.size === 1 && !this.#state.ended) {
      this.#connection.add(this.#key, this)
      this.#open()
    }
    return () => {
      if (!this.#observers.delete(observer) || this.#observers.size > 0) return
      this.#close()
      clearTimeout(this.#frameTimer)
      this.#frameTimer = undefined
      this.#connection.remove(this.#key, this)
    }
  }

  connected(): void {
    if (this.#unsubscribe) this.#set({ connection: 'live' })
    else this.#open()
  }

  disconnected(): void {
    if (this.#unsubscribe) this.#set({ connection: 'lost' })
  }

  hidden(): void {
    if (this.#pausesWhenHidden) this.#close()
  }

  shown(): void {
    if (this.#unsubscribe) return
    this.#failures = 0
    this.#open()
  }

  #open(): void {
    if (this.#unsubscribe || this.#state.ended || (this.#pausesWhenHidden && this.#connection.isHidden))
      return
    clearTimeout(this.#retryTimer)
    const { isUp, client } = this.#connection
    const book = this.#book
    // The client writes the payload anew whenever it connects again by itself: with what is known by then.
    const payload = {
      query: book.query,
      get variables() {
        return book.variables()
      },
    }
    let isOpen = true
    const end = client.subscribe<{ jobProgress: { job: Job } }>(payload, {
      next: (result) => isOpen && this.#receive(result),
      error: (cause) => isOpen && this.#fail(cause),
      complete: () => isOpen && this.#completed(),
    })
    this.#unsubscribe = () => {
      isOpen = false
      end()
    }
    if (isUp) this.#set({ connection: 'live' })
    else if (this.#state.connection === 'live') this.#set({ connection: 'connecting' })
  }

  #close(): void {
    clearTimeout(this.#retryTimer)
    const unsubscribe = this.#unsubscribe
    this.#unsubscribe = null
    unsubscribe?.()
  }

  #receive({ data, errors }: FormattedExecutionResult<{ jobProgress: { job: Job } }, unknown>): void {
    const job = data?.jobProgress?.job
    if (job) this.know(job)
    else this.#fail(errors)
  }

  #fail(cause: unknown): void {
    const refusal = refusalOf(cause)
    if (refusal) this.#end(refusal)
    else this.#retry()
  }

  #completed(): void {
    // A stream that ends on a connection that is gone: the client was disposed.
    if (this.#book.isComplete() || !this.#connection.isUp) this.#end(null)
    // The server stops, or the job is deleted: asking again tells.
    else this.#retry()
  }

  #retry(): void {
    this.#close()
    if (this.#liveSince !== null && performance.now() - this.#liveSince > HELD_MS) this.#failures = 0
    this.#liveSince = null
    const longest = Math.min(FIRST_WAIT_MS * 2 ** this.#failures++, LONGEST_WAIT_MS)
    // Half of it is chance, so that not all pages come back in the same instant.
    this.#retryTimer = setTimeout(() => this.#open(), longest / 2 + (Math.random() * longest) / 2)
    this.#set({ connection: 'lost' })
  }

  #end(error: WatchRefused | null): void {
    this.#close()
    this.#connection.remove(this.#key, this)
    this.#set({ ended: true, error })
  }

  #set(part: Partial<StreamState>): void {
    const before = this.#state
    this.#state = { ...before, ...part }
    const { connection, ended } = this.#state
    if (connection === before.connection && ended === before.ended) return
    if (connection === 'live') this.#liveSince ??= performance.now()
    this.#changed()
  }

  #changed(): void {
    this.#current = null
    if (this.#frameTimer !== undefined) return
    const wait = this.#toldAt + FRAME_MS - performance.now()
    if (wait <= 0) this.#tell()
    else this.#frameTimer = setTimeout(() => this.#tell(), wait)
  }

  #tell(): void {
    this.#frameTimer = undefined
    this.#toldAt = performance.now()
    for (const observer of this.#observers) guarded(() => observer.changed())
  }
}

/** What a reader throws is the page's error; thrown into graphql-ws, it would close the socket for all. */
function guarded(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

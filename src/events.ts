/** A job has changed. It carries no state: whoever is interested reads the row. */
export interface JobEvent {
  jobId: number
  type: string
  seq: number
  /** The status is another one than before: worth telling at once. */
  statusChanged: boolean
}

/** How long changes of one job are gathered before its readers are told. */
const FLUSH_MS = 100

/**
 * The event bus of one process. Publishing neither throws nor waits, whatever the readers do: changes are gathered
 * (the newest of each job) and handed over every 100 ms, at once when a status changes.
 */
export class JobEvents implements Disposable {
  readonly #subscriptions = new Set<JobSubscription>()
  readonly #gathered = new Map<number, JobEvent>()
  #timer: NodeJS.Timeout | null = null

  publish(event: JobEvent): void {
    if (this.#subscriptions.size === 0) return
    this.#gathered.set(event.jobId, event)
    if (event.statusChanged) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref()
  }

  /** From this instant on, every change of these jobs reaches the subscription. */
  subscribe(wanted: (event: JobEvent) => boolean): JobSubscription {
    const subscription = new JobSubscription(wanted, () => this.#subscriptions.delete(subscription))
    this.#subscriptions.add(subscription)
    return subscription
  }

  get subscriberCount(): number {
    return this.#subscriptions.size
  }

  /** Ends every subscription. */
  [Symbol.dispose](): void {
    if (this.#timer) clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription.close()
  }

  #flush(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const events = [...this.#gathered.values()]
    this.#gathered.clear()
    for (const subscription of this.#subscriptions) for (const event of events) subscription.offer(event)
  }
}

/**
 * The mailbox of one subscriber: the ids of jobs that changed since it last looked. The newest state of each job wins,
 * so it holds at most one entry a job, however slow its reader is.
 */
export class JobSubscription {
  readonly #changed = new Set<number>()
  readonly #wanted: (event: JobEvent) => boolean
  readonly #onClose: () => void
  #wake: (() => void) | null = null
  #closed = false

  constructor(wanted: (event: JobEvent) => boolean, onClose: () => void) {
    this.#wanted = wanted
    this.#onClose = onClose
  }

  get closed(): boolean {
    return this.#closed
  }

  offer(event: JobEvent): void {
    if (this.#closed || !this.#wanted(event)) return
    this.#changed.add(event.jobId)
    this.#wake?.()
  }

  /** The jobs that changed since the last call; waits for one if there is none. Null once it is closed. */
  async take(): Promise<number[] | null> {
    while (this.#changed.size === 0 && !this.#closed) {
      const woken = Promise.withResolvers<void>()
      this.#wake = woken.resolve
      await woken.promise
    }
    if (this.#closed) return null
    const ids = [...this.#changed]
    this.#changed.clear()
    return ids
  }

  /** Frees it and wakes whoever waits in {@link take}. Safe to call twice. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#changed.clear()
    this.#onClose()
    this.#wake?.()
  }
}

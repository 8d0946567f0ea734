/** Calls `look` every so often, never while it is still at it. `look` does not reject. */
export class RepeatedLook {
  readonly #look: () => Promise<void>
  readonly #everyMs: number
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null

  constructor(everyMs: number, look: () => Promise<void>) {
    this.#everyMs = everyMs
    this.#look = look
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = null))
    }, this.#everyMs)
  }

  /** Resolves when the look that is under way is over. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#looking
  }
}

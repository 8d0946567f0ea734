/** Items a second over the last 30 seconds, and how long the rest will take. */
const WINDOW_MS = 30_000
const SHORT_WINDOW_MS = 5_000
const SHORTEST_SAMPLE_MS = 100
/** With less than this behind it a speed is a guess, not a measurement. */
const SHORTEST_MS = 500

/** The largest integer of the column, and of GraphQL's Int. */
const LARGEST = 2 ** 31 - 1

export interface ThroughputReading {
  speed: number | null
  /** Seconds. */
  etaLow: number | null
  etaHigh: number | null
}

const UNKNOWN: ThroughputReading = { speed: null, etaLow: null, etaHigh: null }

interface Sample {
  at: number
  processed: number
}

/**
 * Measures one run. What was processed before the run began (it goes on after a crash) does not count as speed.
 * The time left is a range: the least assumes the best of the recent, the windowed and the overall speed, the most the worst.
 */
export class Throughput {
  readonly #start: Sample
  #window: Sample[]

  constructor(at: number, processed: number) {
    this.#start = { at, processed }
    this.#window = [this.#start]
  }

  read(at: number, processed: number, total: number | null): ThroughputReading {
    // A job of many small batches would fill the window with thousands of samples that tell nothing more.
    if (at - this.#window.at(-1)!.at >= SHORTEST_SAMPLE_MS) this.#window.push({ at, processed })
    const oldest = this.#window.findIndex((sample) => at - sample.at <= WINDOW_MS)
    // Of samples that lie far apart the last two stay, or there would be nothing to measure between.
    this.#window = this.#window.slice(Math.max(0, Math.min(oldest, this.#window.length - 2)))
    const speed = speedSince(this.#window[0]!, at, processed)
    if (speed === null) return UNKNOWN
    const remaining = total === null ? null : Math.max(0, total - processed)
    if (remaining === null) return { speed, etaLow: null, etaHigh: null }
    const recent = this.#window.find((sample) => at - sample.at <= SHORT_WINDOW_MS)
    const speeds = [
      speed,
      speedSince(this.#start, at, processed),
      recent && speedSince(recent, at, processed),
    ]
    const moving = speeds.filter((value) => typeof value === 'number' && value > 0) as number[]
    if (remaining === 0) return { speed, etaLow: 0, etaHigh: 0 }
    if (moving.length === 0) return { speed, etaLow: null, etaHigh: null }
    return {
      speed,
      etaLow: Math.min(LARGEST, Math.floor(remaining / Math.max(...moving))),
      etaHigh: Math.min(LARGEST, Math.ceil(remaining / Math.min(...moving))),
    }
  }
}

function speedSince(from: Sample, at: number, processed: number): number | null {
  const elapsedMs = at - from.at
  return elapsedMs < SHORTEST_MS ? null : ((processed - from.processed) * 1000) / elapsedMs
}

import type { CallOptions, Wait } from './call.ts'
import type { Clock } from './clock.ts'

/** Shorter waits are not worth a word. */
const SHOWN_FROM_MS = 50

/** Waits for `ms`, says why through the call, counts it. Rejects at once with the signal's reason. */
export async function pause(ms: number, wait: Wait, call: CallOptions, clock: Clock): Promise<void> {
  const shown = ms > SHOWN_FROM_MS
  const from = clock.now()
  if (shown) call.onWait?.(wait)
  try {
    await clock.sleep(ms, call.signal)
  } finally {
    if (call.meter) call.meter.waitedMs += clock.now() - from
    if (shown) call.onWait?.(null)
  }
}

/** Sleeps for the one whose turn it is; ends early when the gate is woken, so look again afterwards. */
export type SleepInTurn = (ms: number, wait: Wait) => Promise<void>

interface InLine {
  call: CallOptions
  told: Wait | null
}

/**
 * Lets the callers of one budget through one by one, first come first served. Each may leave the line at once by
 * its signal. Whoever stands in the line is told what the first one waits for.
 */
export class Gate {
  readonly #clock: Clock
  readonly #line = new Set<InLine>()
  #tail: Promise<void> = Promise.resolve()
  #wait: Wait | null = null
  #alarm = new AbortController()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Something changed for the better or the worse: the first in the line looks again. */
  wake(): void {
    this.#alarm.abort()
    this.#alarm = new AbortController()
  }

  async pass<T>(call: CallOptions, turn: (sleep: SleepInTurn) => Promise<T>): Promise<T> {
    const me: InLine = { call, told: null }
    const from = this.#clock.now()
    this.#line.add(me)
    if (this.#wait) tell(me, this.#wait)
    const before = this.#tail
    const { promise: left, resolve: leave } = Promise.withResolvers<void>()
    this.#tail = before.then(() => left)
    try {
      await untilAborted(before, call.signal)
      // with nobody asleep ahead there was no wait, only turns
      if (me.told) count(call, this.#clock.now() - from)
      return await turn((ms, wait) => this.#sleep(me, ms, wait))
    } finally {
      leave()
      this.#line.delete(me)
      if (me.told) call.onWait?.(null)
    }
  }

  async #sleep(me: InLine, ms: number, wait: Wait): Promise<void> {
    const { call } = me
    const alarm = this.#alarm.signal
    if (ms > SHOWN_FROM_MS) {
      this.#wait = wait
      for (const one of this.#line) tell(one, wait)
    }
    const from = this.#clock.now()
    try {
      await this.#clock.sleep(ms, AbortSignal.any([call.signal, alarm]))
    } catch (error) {
      call.signal.throwIfAborted()
      if (!alarm.aborted) throw error
    } finally {
      this.#wait = null
      count(call, this.#clock.now() - from)
    }
  }
}

/**
 * For several things that wait side by side for one call: each gets a call of its own, and the given one is told of the
 * wait that began last of those that go on.
 */
export function sideBySide(call: CallOptions): () => CallOptions {
  const waits = new Map<symbol, Wait>()
  let told: Wait | null = null
  return () => {
    const me = Symbol('wait')
    const onWait = (wait: Wait | null) => {
      waits.delete(me)
      if (wait) waits.set(me, wait)
      const last = [...waits.values()].at(-1) ?? null
      if (last === told) return
      told = last
      call.onWait?.(last)
    }
    return { ...call, onWait }
  }
}

/** As `promise`, but rejects at once with the signal's reason. */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Once, not again whenever the gate wakes and finds everything as it was. */
function tell(one: InLine, wait: Wait): void {
  if (one.told?.until?.getTime() === wait.until?.getTime() && one.told?.detail === wait.detail) return
  one.told = wait
  one.call.onWait?.(wait)
}

function count(call: CallOptions, ms: number): void {
  if (call.meter) call.meter.waitedMs += ms
}

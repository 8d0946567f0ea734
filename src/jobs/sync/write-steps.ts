import type { Kysely } from 'kysely'
import type { WriteKind } from '../../entities/write-intent.ts'
import type { ErrorCode } from '../../errors.ts'
import { messageOf } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import type { JobContext } from '../define-job.ts'
import type { Weight, Weighing } from './breaker.ts'
import type { Concluded, SyncLedger } from './sync-ledger.ts'
import { closeIntent, openIntent, type Intent } from './write-intents.ts'

/** What a plan has become: another one, or something that needs no write. */
export type Replanned<Plan, Item> = { plan: Plan } | { settled: Item }

/** Where plans come from: from what Nhanh has, or from what a sync overwrote. */
export interface Plans<Plan, Item> {
  /**
   * In the transaction that stores the intent: those which may still be written as they were planned.
   * @throws CodedError when nothing may be written any more
   */
  confirm(tx: Kysely<unknown>, plans: readonly Plan[]): Promise<Plan[]>
  /** Reads what they rest on again, and tells of each, in their order, what it has become. */
  readAgain(plans: readonly Plan[]): Promise<Replanned<Plan, Item>[]>
}

/** What writing needs of the run that it is for. */
export interface Writes<Plan, Item extends Concluded> {
  context: Pick<JobContext<object>, 'jobId' | 'em' | 'progress' | 'platforms'>
  plans: Plans<Plan, Item>
  ledger: SyncLedger<Item>
  weighing: Weighing
  /** Outlives the job's own signal by a few seconds. */
  call: CallOptions
}

export type IntentKey = Pick<Intent, 'id' | 'key' | 'jobId'>

/** What is noted of a plan that was not written. */
type NotWritten<Plan, Item> = (plan: Plan, outcome: 'FAILED', code: ErrorCode, message: string) => Item

/** What every write to a platform has in common, before and after it is sent. */
export class WriteSteps<Plan, Item extends Concluded> {
  readonly #writes: Writes<Plan, Item>
  readonly #weightOf: (plan: Plan) => Weight

  constructor(writes: Writes<Plan, Item>, weightOf: (plan: Plan) => Weight) {
    this.#writes = writes
    this.#weightOf = weightOf
  }

  /** The first step: stores the intent to write those that may still be written; null when there are none. */
  async intend(
    kind: WriteKind,
    plans: readonly Plan[],
    payloadOf: (confirmed: Plan[]) => unknown = (confirmed) => confirmed,
  ): Promise<{ intent: IntentKey | null; confirmed: Plan[]; changed: Plan[] }> {
    const { context, plans: source } = this.#writes
    const { jobId, progress } = context
    return progress.guarded(async (tx) => {
      const confirmed = await source.confirm(tx, plans)
      const isConfirmed = new Set(confirmed)
      const changed = plans.filter((plan) => !isConfirmed.has(plan))
      if (confirmed.length === 0) return { intent: null, confirmed, changed }
      return {
        intent: { ...(await openIntent(tx, jobId, kind, payloadOf(confirmed))), jobId },
        confirmed,
        changed,
      }
    })
  }

  /** Reads again; notes what needs no write by now and returns what is to be written. */
  async readAgain(plans: readonly Plan[], phase: string): Promise<Plan[]> {
    if (plans.length === 0) return []
    const { plans: source, weighing, ledger } = this.#writes
    const again: Plan[] = []
    const settled: Item[] = []
    for (const [index, replanned] of (await source.readAgain(plans)).entries()) {
      const now = 'plan' in replanned ? this.#weightOf(replanned.plan) : replanned.settled.weight
      weighing.replace(this.#weightOf(plans[index]!), now)
      if ('plan' in replanned) again.push(replanned.plan)
      else settled.push(replanned.settled)
    }
    if (settled.length > 0) await ledger.concludeAll(settled, { phase })
    return again
  }

  /** The last step of a write that was not answered: what is uncertain is listed so, and its intent stays open. */
  async giveUp(
    error: unknown,
    intent: number,
    { plans, isUncertain, phase }: { plans: readonly Plan[]; isUncertain: boolean; phase: string },
    notWritten: NotWritten<Plan, Item>,
  ): Promise<never> {
    const { call, ledger } = this.#writes
    if (call.signal.aborted) throw error
    if (isUncertain) {
      const message = messageOf(error)
      const unconfirmed = plans.map((plan) => notWritten(plan, 'FAILED', 'WRITE_UNCONFIRMED', message))
      await ledger.conclude(unconfirmed, { phase })
    } else await this.close(intent)
    throw error
  }

  /**
   * Of plans that a run which was cut off has begun to write: those that may still be written.
   * @throws CodedError when nothing may be written any more
   */
  async confirm(plans: readonly Plan[]): Promise<Plan[]> {
    if (plans.length === 0) return []
    const { context, plans: source } = this.#writes
    return context.progress.guarded((tx) => source.confirm(tx, plans))
  }

  async close(intent: number): Promise<void> {
    await this.#writes.context.progress.guarded((tx) => closeIntent(tx, intent))
  }
}

import type { JobType, StartJobFragment } from '../graphql/types.ts'
import { isSettled } from '../live/live-job.ts'
import type { WatchedStart } from './watched-jobs.ts'

/** "Run everything": which jobs it is made of, and how it stands, told by its address and the states of its jobs alone. */

const STEPS = ['pull', 'match', 'compare', 'review', 'apply'] as const
export type Step = (typeof STEPS)[number]

/** One job of the run. name: where the address keeps its id. */
interface Slot {
  name: string
  step: Step
  type: JobType
  isOfCustomers?: true
}

const SLOTS: readonly Slot[] = [
  { name: 'pullNhanh', step: 'pull', type: 'PULL_NHANH_PRODUCTS' },
  { name: 'pullShopify', step: 'pull', type: 'PULL_SHOPIFY_PRODUCTS' },
  { name: 'pullNhanhCustomers', step: 'pull', type: 'PULL_NHANH_CUSTOMERS', isOfCustomers: true },
  { name: 'pullShopifyCustomers', step: 'pull', type: 'PULL_SHOPIFY_CUSTOMERS', isOfCustomers: true },
  { name: 'match', step: 'match', type: 'AUTO_MATCH_PRODUCTS' },
  { name: 'matchCustomers', step: 'match', type: 'AUTO_MATCH_CUSTOMERS', isOfCustomers: true },
  { name: 'compare', step: 'compare', type: 'PRODUCT_SYNC' },
  { name: 'compareCustomers', step: 'compare', type: 'CUSTOMER_SYNC', isOfCustomers: true },
  { name: 'apply', step: 'apply', type: 'PRODUCT_SYNC' },
  { name: 'applyCustomers', step: 'apply', type: 'CUSTOMER_SYNC', isOfCustomers: true },
]

/** What the address keeps of a run: `run` is what it is about, `despite` the steps that a person let pass with errors. */
export const ADDRESS_NAMES: readonly string[] = ['run', 'despite', ...SLOTS.map(({ name }) => name)]

/** ahead: not its turn yet; ready: its jobs are to be started; over: there is nothing to do in it. */
export type StepState = 'ahead' | 'ready' | 'running' | 'stopped' | 'done' | 'over'

export interface SlotState extends Slot {
  id: string | undefined
  job: StartJobFragment | null
  /** There is no such job, or no more. */
  isGone: boolean
}

export interface StepView {
  step: Step
  state: StepState
  slots: readonly SlotState[]
}

export interface RunView {
  steps: readonly StepView[]
  /** How many values the plans would write. */
  wouldWrite: number
  isDone: boolean
}

interface Address {
  get(name: string): string | undefined
  all(name: string): string[]
}

/** The ids of its jobs that the address names. */
export function jobIdsOf(address: Address): string[] {
  return SLOTS.flatMap(({ name }) => address.get(name) ?? [])
}

/** How the run of this address stands. */
export function viewRun(address: Address, states: ReadonlyMap<string, WatchedStart>): RunView {
  const withCustomers = address.get('run') === 'all'
  const slots = SLOTS.filter(({ isOfCustomers }) => withCustomers || !isOfCustomers).map((slot) =>
    stateOf(slot, address, states),
  )
  const plans = slots.filter(({ step }) => step === 'compare')
  const wouldWrite = plans.reduce((sum, { job }) => sum + (job ? writesOf(job) : 0), 0)
  const steps: StepView[] = []
  for (const step of STEPS) {
    const before = steps.at(-1)
    const own = slots.filter((slot) => slot.step === step && !isNeedless(slot, plans))
    const isTurn = !before || before.state === 'done' || before.state === 'over'
    const state = isTurn ? stateOfStep(step, own, { address, slots, wouldWrite }) : 'ahead'
    steps.push({ step, state, slots: own })
  }
  const last = steps.at(-1)!.state
  return { steps, wouldWrite, isDone: last === 'done' || last === 'over' }
}

/** What a sync has written, or as a dry run would write. */
export function writesOf({ created, updated }: Pick<StartJobFragment, 'created' | 'updated'>): number {
  return created + updated
}

function stateOf(slot: Slot, address: Address, states: ReadonlyMap<string, WatchedStart>): SlotState {
  const id = address.get(slot.name)
  const known = id === undefined ? undefined : states.get(id)
  const job = known?.job ?? null
  // An address may name any job; another type's is none of this run.
  const isOther = job !== null && job.type !== slot.type
  const hasEnded = known !== undefined && (known.error !== null || known.ended)
  return { ...slot, id, job: isOther ? null : job, isGone: isOther || (hasEnded && !(job && isSettled(job))) }
}

/** A plan that would write nothing is not applied. */
function isNeedless(slot: SlotState, plans: readonly SlotState[]): boolean {
  if (slot.step !== 'apply' || slot.id !== undefined) return false
  const plan = plans.find(({ type }) => type === slot.type)?.job
  return plan !== undefined && plan !== null && writesOf(plan) === 0
}

function stateOfStep(
  step: Step,
  own: readonly SlotState[],
  run: { address: Address; slots: readonly SlotState[]; wouldWrite: number },
): StepState {
  if (step === 'review') {
    const isDecided = run.slots.some((slot) => slot.step === 'apply' && slot.id !== undefined)
    if (run.wouldWrite === 0 && !isDecided) return 'over'
    return isDecided ? 'done' : 'ready'
  }
  if (own.length === 0) return 'over'
  if (own.some(({ isGone }) => isGone)) return 'stopped'
  if (own.some(({ id }) => id === undefined)) return 'ready'
  if (own.some(({ job }) => job?.status === 'PAUSED')) return 'stopped'
  if (own.some(({ job }) => !job || !isSettled(job))) return 'running'
  const passes = run.address.all('despite').includes(step)
  const isGood = own.every(
    ({ job }) => job!.status === 'COMPLETED' || (passes && job!.status === 'COMPLETED_WITH_ERRORS'),
  )
  return isGood ? 'done' : 'stopped'
}

import { randomUUID } from 'node:crypto'
import { sql, type Kysely } from 'kysely'
import type { WriteKind } from '../../entities/write-intent.ts'
import { CodedError, type ErrorCode } from '../../errors.ts'
import { storableJson } from '../storable-json.ts'

/**
 * The first and the last step of a write to a platform: an intent is stored before anything is sent, and removed in the
 * transaction that notes what became of it. One that is found when a run begins is of a run that was cut off.
 */
export interface Intent {
  id: number
  jobId: number
  /** Goes with the write, so that the platform does it once however often it is sent. */
  key: string
  kind: WriteKind
  payload: unknown
  ageMs: number
}

/** Stores an intent; in a transaction that only the claim's holder may commit. */
export async function openIntent(
  tx: Kysely<unknown>,
  jobId: number,
  kind: WriteKind,
  payload: unknown,
): Promise<Pick<Intent, 'id' | 'key'>> {
  const key = randomUUID()
  const { rows } = await sql<{ id: number }>`
    insert into write_intent (job_id, kind, idempotency_key, payload)
    values (${jobId}, ${kind}, ${key}, ${storableJson(payload)}::jsonb) returning id
  `.execute(tx)
  return { id: rows[0]!.id, key }
}

/** Stores beside an intent's payload, an object, how far a write of several steps has come. */
export async function noteReached(tx: Kysely<unknown>, id: number, reached: object): Promise<void> {
  const more = storableJson(reached)
  await sql`update write_intent set payload = payload || ${more}::jsonb where id = ${id}`.execute(tx)
}

export async function closeIntent(tx: Kysely<unknown>, id: number): Promise<void> {
  await sql`delete from write_intent where id = ${id}`.execute(tx)
}

/** Those that a run of the job left, the oldest first. */
export async function findIntents(db: Kysely<unknown>, jobId: number): Promise<Intent[]> {
  const { rows } = await sql<Intent>`
    select ${INTENT} from write_intent i where job_id = ${jobId} order by id
  `.execute(db)
  return rows
}

/** Those of writes to an account that were never answered and whose jobs have ended, the oldest first. */
export async function findAbandoned(
  db: Kysely<unknown>,
  { accountId, kind }: { accountId: number; kind: WriteKind },
): Promise<Intent[]> {
  const { rows } = await sql<Intent>`
    select ${INTENT} from write_intent i join background_job j on j.id = i.job_id
    where i.kind = ${kind} and j.completed_at is not null and j.account_ids @> array[${accountId}::int] order by i.id
  `.execute(db)
  return rows
}

const INTENT = sql`i.id, i.job_id as "jobId", i.idempotency_key as key, i.kind, i.payload,
  (extract(epoch from now() - i.created_at) * 1000)::float8 as "ageMs"`

/** Failures before which the platform may have done what it was sent. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set([
  'PLATFORM_UNREACHABLE',
  'UNEXPECTED_ANSWER',
  'API_VERSION_MISMATCH',
])

/** Whether nobody knows if a write that failed so was done. */
export function leavesOpen(error: unknown): boolean {
  return !(error instanceof CodedError) || UNCERTAIN.has(error.code)
}

/** So long a write that was begun may still take when its run has to end. */
const GRACE_MS = 5_000

/**
 * A signal that follows another one after a few seconds, so that a write which was sent is not broken off while its
 * answer is on the way.
 */
export class Grace implements Disposable {
  readonly #control = new AbortController()
  readonly #signal: AbortSignal
  #timer: NodeJS.Timeout | null = null

  constructor(signal: AbortSignal) {
    this.#signal = signal
    if (signal.aborted) this.#begin()
    else signal.addEventListener('abort', this.#begin)
  }

  get signal(): AbortSignal {
    return this.#control.signal
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener('abort', this.#begin)
    if (this.#timer) clearTimeout(this.#timer)
  }

  readonly #begin = (): void => {
    this.#timer = setTimeout(() => this.#control.abort(this.#signal.reason), GRACE_MS)
  }
}

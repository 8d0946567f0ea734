import { sql, type Kysely } from 'kysely'
import type { JobContext } from '../define-job.ts'
import { addWeight, type Weight } from './breaker.ts'
import { writeLedger, type LedgerEntry } from '../ledger.ts'
import { noteResults } from './item-results.ts'
import type { Concluded } from './product-items.ts'
import { noteLevels, type LevelOutcome } from './published-levels.ts'
import { closeIntent, type Intent } from './write-intents.ts'

/** Where a product sync stands: all else it reads afresh. */
export interface ProductSyncCheckpoint {
  /** A run that goes on stays what it began as: its lines must not tell of both. */
  dryRun: boolean
  /** What the items that are done came to: a run that goes on weighs them with the rest. */
  weight: Weight
  levelsWritten: number
  /** Why nothing was written: a run that goes on does not write it either. */
  doubt: string | null
}

/** Notes what became of items, a batch at a time, with all that goes with it. */
export class ProductLedger {
  readonly #context: Pick<JobContext<object>, 'jobId' | 'progress'>
  readonly #shopifyAccountId: number
  #at: ProductSyncCheckpoint

  constructor(
    context: Pick<JobContext<object>, 'jobId' | 'progress'>,
    options: { shopifyAccountId: number; checkpoint: ProductSyncCheckpoint },
  ) {
    this.#context = context
    this.#shopifyAccountId = options.shopifyAccountId
    this.#at = options.checkpoint
  }

  get doubt(): string | null {
    return this.#at.doubt
  }

  get weight(): Weight {
    return this.#at.weight
  }

  /** Resolves when it is committed, together with the end of the write that it came from. */
  async conclude(
    items: readonly Concluded[],
    { phase, intent, doubt }: { phase: string; intent?: number; doubt?: string },
  ): Promise<void> {
    const { jobId, progress } = this.#context
    const { dryRun } = this.#at
    const levels = items.flatMap((item) => item.levels)
    const levelsWritten = levels.filter(({ written }) => written !== null).length
    this.#at = {
      dryRun,
      weight: items.map(({ weight }) => weight).reduce(addWeight, this.#at.weight),
      levelsWritten: this.#at.levelsWritten + (dryRun ? 0 : levelsWritten),
      doubt: doubt ?? this.#at.doubt,
    }
    await progress.conclude({
      keys: items.map(({ result }) => result.key),
      write: async (tx) => {
        const results = items.map(({ result }) => result)
        const outcome = await noteResults(tx, { jobId, kind: 'PRODUCT', dryRun }, results)
        if (!dryRun) await this.#noteLevels(tx, jobId, levels)
        if (intent !== undefined) await closeIntent(tx, intent)
        return outcome
      },
      checkpoint: this.#at,
      phase,
      metadata: { levelsWritten: this.#at.levelsWritten },
    })
  }

  /** Notes what was found out of a write whose items are listed as unconfirmed already, perhaps by another job. */
  async amend(
    { id, jobId }: Pick<Intent, 'id' | 'jobId'>,
    items: readonly Concluded[],
    wasApplied: boolean,
  ): Promise<void> {
    const found = wasApplied
      ? 'Shopify had taken it, as was found later'
      : 'Shopify had not taken it, as was found later'
    await this.#context.progress.guarded(async (tx) => {
      if (wasApplied)
        await this.#noteLevels(
          tx,
          jobId,
          items.flatMap(({ levels }) => levels),
        )
      await sql`
        update job_item set message = ${found}
        where job_id = ${jobId} and code = 'WRITE_UNCONFIRMED' and key = any(${items.map(({ result }) => result.key)}::text[])
      `.execute(tx)
      if (wasApplied) await addMissingLines(tx, jobId, items)
      await closeIntent(tx, id)
    })
  }

  async #noteLevels(tx: Kysely<unknown>, jobId: number, levels: readonly LevelOutcome[]): Promise<void> {
    await noteLevels(tx, { shopifyAccountId: this.#shopifyAccountId, jobId, now: new Date() }, levels)
  }
}

/** A job that ended before it could list what it had written gets those lines afterwards. */
async function addMissingLines(
  tx: Kysely<unknown>,
  jobId: number,
  items: readonly Concluded[],
): Promise<void> {
  const keys = items.map(({ result }) => result.key)
  const { rows } = await sql<{ key: string }>`
    select key from job_item where job_id = ${jobId} and key = any(${keys}::text[])
  `.execute(tx)
  const listed = new Set(rows.map(({ key }) => key))
  const missing = items.flatMap(({ result }): LedgerEntry[] => {
    const { mappingId: _mapping, sightedAs: _sighted, outcome, ...line } = result
    if (listed.has(result.key) || outcome === 'UNCHANGED') return []
    return [{ ...line, outcome, message: 'It was found later that Shopify had taken it' }]
  })
  const last = await sql<{ number: number }>`
    select coalesce(max(number), 0) as number from job_item where job_id = ${jobId}
  `.execute(tx)
  await writeLedger(tx, jobId, last.rows[0]!.number + 1, missing)
}

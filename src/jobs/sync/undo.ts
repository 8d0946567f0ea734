import { sql, type Kysely } from 'kysely'
import type { RecordKind } from '../../entities/pair-columns.ts'
import { sideBySide } from '../../integrations/waiting.ts'
import type { CancelledContext, JobContext } from '../define-job.ts'
import { TABLES } from '../mappings/account-pair.ts'
import { sightedIn } from '../sightings.ts'
import { Weighing } from './breaker.ts'
import { packed, workThrough } from './chunks.ts'
import { CustomerWriting } from './customer-writing.ts'
import { customerLedger } from './customer-ledger.ts'
import { changesIn, LevelWriter, MOST_LEVELS, WRITES_AT_A_TIME } from './level-writer.ts'
import { countOverwritten, findOverwritten, type Overwritten } from './overwritten.ts'
import { OverwrittenCustomers } from './overwritten-customers.ts'
import { OverwrittenProducts } from './overwritten-levels.ts'
import { readPlaces } from './places.ts'
import { productLedger } from './product-ledger.ts'
import { firstCheckpoint, type Concluded, type SyncCheckpoint, type SyncLedger } from './sync-ledger.ts'
import { readVariants } from './variant-reading.ts'
import { findAbandoned, findIntents, Grace } from './write-intents.ts'
import type { Replanned } from './write-steps.ts'

/** Lines that are put back together. */
const PAGE = 1_500

type Context = Pick<JobContext<object>, 'jobId' | 'em' | 'progress' | 'platforms' | 'checkpoint' | 'signal'>

/**
 * Puts back what a sync overwrote, where it still is as that sync wrote it. What a run before this one has done is not done
 * again.
 * @throws CodedError WRITES_DISABLED, and of the client
 */
export async function runUndo(
  context: JobContext<object>,
  { undoneJobId }: { undoneJobId: number },
): Promise<void> {
  using grace = new Grace(context.signal)
  const { jobId, em, progress } = context
  const db = em.getKysely<unknown>()
  const products = await undoOfProducts(context, grace.signal)
  const customers = undoOfCustomers(context, grace.signal)
  await products.resolve()
  await customers.resolve()
  // What the sync itself never heard the end of must be known before anything is put back over it.
  await products.settleAbandoned()
  await customers.settleAbandoned()
  await progress.describe({ total: await countOverwritten(db, undoneJobId), phase: 'putting back' })
  const done = await sightedIn(db, jobId)
  for (const [kind, undo] of [['PRODUCT', products] as const, ['CUSTOMER', customers] as const]) {
    for (let after = 0; ;) {
      context.signal.throwIfAborted()
      const lines = await findOverwritten(db, undoneJobId, { kind, after, limit: PAGE })
      await undo.putBack(lines.filter(({ key }) => !done.has(key)))
      if (lines.length < PAGE) break
      after = lines.at(-1)!.number
    }
  }
}

/** Ends what a cancelled run had begun to write. */
export async function endUndo(context: CancelledContext<object>): Promise<void> {
  const { signal, em, jobId } = context
  const begun = new Set((await findIntents(em.getKysely<unknown>(), jobId)).map(({ kind }) => kind))
  try {
    if (begun.has('LEVELS')) await (await undoOfProducts(context, signal)).resolve()
  } finally {
    await undoOfCustomers(context, signal).end()
  }
}

async function undoOfProducts(context: Context, writeSignal: AbortSignal) {
  const { jobId, em, progress, platforms, signal } = context
  const { SHOPIFY, NHANH } = platforms
  const { accountId: shopifyAccountId } = SHOPIFY
  const db = em.getKysely<unknown>()
  const { locations } = await readPlaces(db, { nhanhAccountId: NHANH.accountId, shopifyAccountId })
  const call = { ...progress.call, signal }
  const reading = { levels: locations.length, call: sideBySide(call) }
  const ofShopify = (ids: readonly string[]) => readVariants(SHOPIFY.client, ids, reading)
  const plans = new OverwrittenProducts({ db, shopify: SHOPIFY, readVariants: ofShopify })
  const ledger = productLedger(context, checkpointOf(context, 'PRODUCT'), (tx, items) =>
    noteOutOfStep(tx, 'PRODUCT', shopifyAccountId, items),
  )
  const writer = new LevelWriter({
    context,
    plans,
    ledger,
    weighing: UNWEIGHED,
    call: { ...call, signal: writeSignal },
    readVariants: ofShopify,
  })
  return {
    async resolve(): Promise<void> {
      const done = await sightedIn(db, jobId)
      for (const intent of await findIntents(db, jobId))
        if (intent.kind === 'LEVELS') await writer.resolve(intent, done)
    },
    async settleAbandoned(): Promise<void> {
      for (const intent of await findAbandoned(db, { accountId: shopifyAccountId, kind: 'LEVELS' }))
        await writer.settle(intent)
    },
    async putBack(lines: readonly Overwritten[]): Promise<void> {
      const toWrite = await listSettled(ledger, await plans.plan(lines))
      await workThrough(packed(toWrite, MOST_LEVELS, changesIn), WRITES_AT_A_TIME, (some) =>
        writer.write(some),
      )
    },
  }
}

function undoOfCustomers(context: Context, writeSignal: AbortSignal) {
  const { jobId, progress, platforms } = context
  const { SHOPIFY } = platforms
  const plans = new OverwrittenCustomers({ jobId, shopify: SHOPIFY, call: progress.call })
  const ledger = customerLedger(context, checkpointOf(context, 'CUSTOMER'), (tx, items) =>
    noteOutOfStep(tx, 'CUSTOMER', SHOPIFY.accountId, items),
  )
  const call = { ...progress.call, signal: writeSignal }
  const writing = new CustomerWriting({ context, plans, ledger, weighing: UNWEIGHED, call })
  return {
    resolve: () => writing.resolve(),
    settleAbandoned: () => writing.settleAbandoned(SHOPIFY.accountId),
    end: () => writing.end(),
    async putBack(lines: readonly Overwritten[]): Promise<void> {
      await writing.write(await listSettled(ledger, await plans.plan(lines)))
    },
  }
}

/** A person has asked for it: whatever was there may come back. */
const UNWEIGHED = new Weighing(() => null)

function checkpointOf({ checkpoint }: Context, kind: RecordKind): SyncCheckpoint {
  const last = checkpoint as SyncCheckpoint | null
  return last?.kind === kind ? last : firstCheckpoint(kind, false)
}

/** Notes what needs no write, and returns the plans of the rest. */
async function listSettled<Plan, Item extends Concluded>(
  ledger: SyncLedger<Item>,
  decided: readonly Replanned<Plan, Item>[],
): Promise<Plan[]> {
  const settled = decided.flatMap((one) => ('settled' in one ? one.settled : []))
  await ledger.concludeAll(settled, { phase: 'putting back' })
  return decided.flatMap((one) => ('plan' in one ? one.plan : []))
}

/** A mapping whose record was put back is out of step, and is not tried again by itself. */
async function noteOutOfStep(
  tx: Kysely<unknown>,
  kind: RecordKind,
  shopifyAccountId: number,
  items: readonly Concluded[],
): Promise<void> {
  const keys = items.flatMap(({ result: { outcome, key } }) => (outcome === 'UPDATED' ? [key] : []))
  const mappings = sql.table(TABLES[kind].mappings)
  const ofItems = sql`m.shopify_account_id = ${shopifyAccountId} and m.shopify_id = any(${keys}::text[])`
  await sql`update ${mappings} m set status = 'PENDING' where ${ofItems} and status = 'SYNCED'`.execute(tx)
  await sql`
    update sync_failure f set retry_at = null from ${mappings} m
    where f.kind = ${kind} and f.mapping_id = m.id and ${ofItems}
  `.execute(tx)
}

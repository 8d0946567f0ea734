import type { ProductTrace } from '../jobs/sync/product-trace.ts'
import type { TracedDepot, TracedLevel } from '../jobs/sync/traced-levels.ts'
import { badInput, builder } from './builder.ts'
import { BackgroundJobRef } from './job.ts'
import { JobItemRef } from './job-records.ts'
import { readMappingIds } from './mapping-id.ts'
import { ProductMappingRef } from './mappings.ts'
import { depotReason, levelMessage, traceNote } from './product-trace-words.ts'

/** Why a SKU shows its number. */

const TraceDepot = builder.objectRef<TracedDepot>('TraceDepot').implement({
  fields: (t) => ({
    depotId: t.id({ resolve: ({ depot }) => depot.id }),
    name: t.string({ resolve: ({ depot }) => depot.name }),
    available: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'Null when Nhanh does not tell. Of a combo what its components in this depot alone make, so depots need not add up.',
      resolve: ({ available }) => available,
    }),
    counts: t.boolean({
      description: 'Whether the location shows its stock.',
      resolve: ({ role }) => role === 'COUNTED',
    }),
    reason: t.string({
      nullable: true,
      description: "Why it does not count, in the reader's language.",
      resolve: (depot, _args, { locale }) => depotReason(depot, locale),
    }),
  }),
})

/** A level with the trace that it belongs to: what becomes of it depends on both. */
interface ShownLevel {
  level: TracedLevel
  trace: ProductTrace
}

const TraceLevel = builder.objectRef<ShownLevel>('TraceLevel').implement({
  description: 'One active location of the shop.',
  fields: (t) => ({
    locationId: t.id({ resolve: ({ level }) => level.location.id }),
    locationName: t.string({ resolve: ({ level }) => level.location.name }),
    depots: t.field({
      type: [TraceDepot],
      description: 'Those that feed it, and those that count nowhere: excluded, open, not granted any more.',
      resolve: ({ level }) => level.depots,
    }),
    nhanhAvailable: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'Of the depots that feed it.',
      resolve: ({ level }) => level.nhanhAvailable,
    }),
    reserve: t.int({
      description: "Pieces that are held back: the location's or the mapping's, whichever are more.",
      resolve: ({ level }) => level.reserve,
    }),
    pendingSales: t.int({
      description: 'Sold online and not known to Nhanh yet.',
      resolve: ({ level }) => level.pendingSales,
    }),
    target: t.int({
      nullable: true,
      description:
        'What it should show. Written by the next sync where it differs from shopifyAvailable and there is no code. Null when the level is left alone.',
      resolve: ({ level }) => level.target,
    }),
    shopifyAvailable: t.int({ nullable: true, resolve: ({ level }) => level.present }),
    code: t.string({
      nullable: true,
      description: 'Why it is not written.',
      resolve: ({ level }) => level.code,
    }),
    message: t.string({
      description: "What a sync does here, in the reader's language.",
      resolve: ({ level, trace }, _args, { locale }) => levelMessage(trace, level, locale),
    }),
    lastWritten: t.int({
      nullable: true,
      description: 'What a sync last wrote here; null when it was never wrong.',
      resolve: ({ level }) => level.published?.writtenQuantity,
    }),
    lastWrittenAt: t.field({
      type: 'DateTime',
      nullable: true,
      resolve: ({ level }) => level.published?.writtenAt,
    }),
    lastWrittenBy: t.field({
      type: BackgroundJobRef,
      nullable: true,
      description: 'Null when that job was deleted since; the number and the moment stay.',
      resolve: ({ level: { published } }, _args, { loaders }) =>
        typeof published?.jobId === 'number' ? loaders.jobs.load(published.jobId) : null,
    }),
  }),
})

const ProductTraceRef = builder.objectRef<ProductTrace>('ProductTrace').implement({
  description: 'What a PRODUCT_SYNC of one mapping would do now, and why.',
  fields: (t) => ({
    mapping: t.field({ type: ProductMappingRef, resolve: ({ mapping }) => mapping }),
    expected: t.field({
      type: [TraceLevel],
      description: 'One for each active location, whether a depot feeds it or not.',
      resolve: (trace) => trace.levels.map((level) => ({ level, trace })),
    }),
    lastWrites: t.field({
      type: [JobItemRef],
      description:
        'What syncs that were no dry runs wrote of the variant, or may have written (WRITE_UNCONFIRMED): the newest 10, newest first.',
      resolve: ({ lastWrites }) => lastWrites,
    }),
    note: t.string({
      nullable: true,
      description: "All of it in plain words of the reader's language.",
      resolve: (trace, _args, { locale }) => traceNote(trace, locale),
    }),
  }),
})

builder.queryField('productTrace', (t) =>
  t.field({
    type: [ProductTraceRef],
    description:
      'Why a SKU shows its number. sku: every mapping whose Nhanh product or Shopify variant has it, compared as matching does, at most 20, the oldest first; or mappingId: that one. Both platforms are read now; one that does not answer within seconds is shown as it was pulled, and the note says so. Nothing is written to them.',
    args: { sku: t.arg.string(), mappingId: t.arg.id() },
    resolve: async (_root, { sku, mappingId }, { traces, locale }) => {
      if (typeof sku === 'string' && typeof mappingId === 'string')
        throw badInput('productTrace takes sku or mappingId; both were given')
      if (typeof sku === 'string') return traces.trace({ sku })
      if (typeof mappingId !== 'string')
        throw badInput('productTrace takes sku or mappingId; neither was given')
      const read = readMappingIds([mappingId], 'PRODUCT')
      if ('issues' in read) throw badInput(`mappingId: ${read.issues[0]!.message[locale]}`)
      return traces.trace({ mappingNumber: read.ids[0]!.number })
    },
  }),
)

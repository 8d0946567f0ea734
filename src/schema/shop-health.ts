import type { ChainStep } from '../jobs/health/chain-health.ts'
import type { LargestChange, ShopHealth } from '../jobs/health/health-service.ts'
import type { ReviewCounts, ReviewReasonCounts } from '../jobs/health/review-counts.ts'
import type { Finding, StockFindings } from '../jobs/health/stock-findings.ts'
import type {
  ATTENTION_REASONS,
  HealthLevel,
  HealthReason,
  RED_REASONS,
  TokenLife,
} from '../jobs/health/verdict.ts'
import { DEFAULT_TIME_ZONE } from '../jobs/schedules/suggested-schedules.ts'
import type { WriteState } from '../jobs/sync/write-switch.ts'
import { AlertRef, openAlerts } from './alerts.ts'
import { builder } from './builder.ts'
import { BackgroundJobRef, JobTypeEnum } from './job.ts'
import { JobItemRef } from './job-records.ts'
import { RecordKindEnum } from './mappings.ts'
import { MatchReviewReasonEnum } from './match-reviews.ts'
import { NhanhDepotRef } from './places.ts'
import { PlatformEnum } from './platforms.ts'
import { ShopifyVariantRef } from './products.ts'
import { healthSentence } from './shop-health-words.ts'
import { checkedTimeZone } from './time-zone.ts'

/** How a shop stands, for whoever looks at it in the morning. */

const HealthLevelEnum = builder.enumType('ShopHealthLevel', {
  values: {
    GOOD: { description: 'nothing is to be done' },
    ATTENTION: { description: 'the stock is kept right, and a person should look at something' },
    RED: { description: 'the stock is not kept right now' },
  } satisfies Record<HealthLevel, object>,
})

const RED_VALUES: Record<(typeof RED_REASONS)[number], { description: string }> = {
  NOT_CONNECTED: { description: 'a platform is not connected' },
  NOTHING_PULLED: { description: 'the products of a platform have not been pulled yet' },
  TOKEN_EXPIRED: { description: 'a token has expired' },
  DEPOT_LOST: { description: 'a depot is no longer granted; nothing is written' },
  DEPOT_OPEN: { description: 'a depot has no place yet; nothing is written' },
  WRITES_OFF: { description: 'writing to the shop is switched off' },
  SYNC_FAILED: { description: 'the newest product sync failed' },
  NEVER_SYNCED: { description: 'no product sync has reached its end yet' },
  SYNC_OVERDUE: { description: 'a schedule should have brought a good product sync, and has not' },
}

const ATTENTION_VALUES: Record<(typeof ATTENTION_REASONS)[number], { description: string }> = {
  NOTHING_LINKED: { description: 'no variant is linked' },
  NEED_YOU: { description: 'some linked variants are not known to be right' },
  STEP_FAILED: { description: 'the newest run of another step of the chain failed' },
  STEP_OVERDUE: { description: 'another step of the chain is overdue' },
  TOKEN_EXPIRES: { description: 'a token expires within 7 days' },
}

const HealthReasonEnum = builder.enumType('ShopHealthReason', {
  description: 'Why a shop is not GOOD: the first nine make it RED, the others ask for ATTENTION.',
  values: { ...RED_VALUES, ...ATTENTION_VALUES } satisfies Record<HealthReason, object>,
})

const FindingRef = builder.objectRef<Finding>('ShopHealthFinding').implement({
  fields: (t) => ({
    count: t.exposeInt('count'),
    examples: t.field({
      type: [ShopifyVariantRef],
      description: 'At most 10, those with the most pieces first; each leads to its mapping.',
      resolve: async ({ variantIds }, _args, { loaders }) => {
        const found = await Promise.all(variantIds.map((id) => loaders.shopifyVariants.load(id)))
        return found.filter((variant) => variant !== null)
      },
    }),
  }),
})

const FindingsRef = builder.objectRef<StockFindings>('ShopHealthFindings').implement({
  description:
    'What costs money, as of the last pulls. Online, a variant is on sale when its product is ACTIVE or UNLISTED and Shopify has pieces of it, does not count them, or sells on without any. In Nhanh, what counts is what the depots have that feed a location; combos, goods by weight and numbers that Nhanh did not send are not taken for 0.',
  fields: (t) => ({
    onSaleWithoutStock: t.expose('onSaleWithoutStock', {
      type: FindingRef,
      description: 'Linked and on sale, and Nhanh has none: it is sold, and cannot be sent.',
    }),
    inStockNotOnline: t.expose('inStockNotOnline', {
      type: FindingRef,
      description:
        'Linked, and Nhanh has more than is held back, while the shop shows 0: nobody can buy it. Without those that a person wants to be 0 (ZERO).',
    }),
    sellingUnlinked: t.expose('sellingUnlinked', {
      type: FindingRef,
      description: 'On sale, and linked with nothing: nobody keeps its number right.',
    }),
    stoppedOnSale: t.expose('stoppedOnSale', {
      type: FindingRef,
      description: 'Linked and on sale, and stopped or deleted in Nhanh.',
    }),
    held: t.expose('held', {
      type: FindingRef,
      description: 'Linked and left alone, because a person wants it so (HOLD).',
    }),
  }),
})

const LargestChangeRef = builder.objectRef<LargestChange>('ShopHealthChange').implement({
  fields: (t) => ({
    item: t.expose('item', { type: JobItemRef, description: 'The line of the ledger: before and after.' }),
    change: t.exposeFloat('change', {
      description:
        'By how much, up or down: pieces at all locations of a variant, money spent of a customer.',
    }),
  }),
})

builder.objectField(BackgroundJobRef, 'largestChanges', (t) =>
  t.field({
    type: [LargestChangeRef],
    description:
      'What a sync changed most, or a dry run of one would change: at most 10, the largest first. Empty for other jobs.',
    resolve: (job, _args, { health }) => health.largestChangesOf(job),
  }),
)

const ChainStepRef = builder.objectRef<ChainStep>('ShopHealthStep').implement({
  description:
    'A step of the way from what both platforms have to what the shop shows. Dry runs, and runs about records that were named (ids, mappingIds), are none of its runs.',
  fields: (t) => ({
    type: t.field({ type: JobTypeEnum, resolve: ({ type }) => type }),
    lastGoodRun: t.field({
      type: BackgroundJobRef,
      nullable: true,
      description: 'The newest that reached its end.',
      resolve: ({ lastGoodRun }, _args, { loaders }) => lastGoodRun && loaders.jobs.load(lastGoodRun.id),
    }),
    lastRun: t.field({
      type: BackgroundJobRef,
      nullable: true,
      description: 'The newest, whatever has become of it.',
      resolve: ({ lastRun }, _args, { loaders }) => lastRun && loaders.jobs.load(lastRun.id),
    }),
    overdueSince: t.expose('overdueSince', {
      type: 'DateTime',
      nullable: true,
      description:
        'The due moment of an enabled schedule behind which no good run has begun for longer than the interval of the schedule (5 minutes at least); null when none is missing. A run that goes on counts as a good one.',
    }),
    written: t.int({
      description: 'Records that the last good run created or updated; 0 without one.',
      resolve: ({ lastGoodRun }) => lastGoodRun?.written ?? 0,
    }),
    largestChanges: t.field({
      type: [LargestChangeRef],
      description:
        'What the last good run of a sync changed most: at most 10, the largest first. Empty for other steps.',
      resolve: (step, _args, { health }) => health.largestChanges(step),
    }),
  }),
})

const ReviewReasonCountsRef = builder.objectRef<ReviewReasonCounts>('ShopHealthReviewReason').implement({
  fields: (t) => ({
    reason: t.field({ type: MatchReviewReasonEnum, resolve: ({ reason }) => reason }),
    open: t.exposeInt('open'),
    newSinceYesterday: t.exposeInt('newSinceYesterday'),
  }),
})

const ReviewCountsRef = builder.objectRef<ReviewCounts>('ShopHealthReviews').implement({
  fields: (t) => ({
    kind: t.field({ type: RecordKindEnum, resolve: ({ kind }) => kind }),
    open: t.exposeInt('open', { description: 'All that nobody has decided.' }),
    newSinceYesterday: t.exposeInt('newSinceYesterday', {
      description: 'Of these, the ones made since the beginning of yesterday.',
    }),
    reasons: t.field({
      type: [ReviewReasonCountsRef],
      description: 'The same by reason, the one with the most new ones first; none where nothing is open.',
      resolve: ({ reasons }) => reasons,
    }),
  }),
})

const WritesRef = builder.objectRef<WriteState>('ShopHealthWrites').implement({
  fields: (t) => ({
    enabled: t.exposeBoolean('enabled'),
    until: t.expose('until', {
      type: 'DateTime',
      nullable: true,
      description: 'When it becomes the opposite by itself.',
    }),
    reason: t.exposeString('reason', { nullable: true }),
  }),
})

const TokenRef = builder.objectRef<TokenLife>('ShopHealthToken').implement({
  fields: (t) => ({
    platform: t.field({ type: PlatformEnum, resolve: ({ platform }) => platform }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    daysLeft: t.exposeInt('daysLeft', {
      description: 'Whole days; 0 on the last one and when it has expired.',
    }),
  }),
})

interface ShownHealth extends ShopHealth {
  timeZone: string
}

const ShopHealthRef = builder.objectRef<ShownHealth>('ShopHealth').implement({
  description:
    'How the shop stands. A linked variant is right when its own last sync left it in step, and the last good product sync neither failed at it nor skipped it (a later sync or retry that left it in step mends that; waiting for a sale that Nhanh does not know yet is right). Where the last good sync applied a plan, what its dry run found in step is right too. Variants on hold count nowhere.',
  fields: (t) => ({
    sentence: t.string({
      description:
        "One line for a person, in the reader's language: how many are right as of the last good product sync, or what is red.",
      resolve: (health, _args, { locale }) => healthSentence(health, locale, health.timeZone),
    }),
    level: t.field({ type: HealthLevelEnum, resolve: ({ level }) => level }),
    reasons: t.field({
      type: [HealthReasonEnum],
      description: 'Why it is not GOOD: the first to be dealt with first.',
      resolve: ({ reasons }) => reasons,
    }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last good product sync ended; null before the first.',
    }),
    linked: t.exposeInt('linked', { description: 'Linked variants, those on hold aside.' }),
    right: t.exposeInt('right'),
    needYou: t.int({
      description: 'linked less right: filter productMappings for the statuses FAILED and PENDING.',
      resolve: ({ linked, right }) => linked - right,
    }),
    costs: t.field({
      type: FindingsRef,
      nullable: true,
      description: 'Null while a platform is not connected.',
      resolve: (health, _args, { health: service }) => service.findings(health),
    }),
    chain: t.field({
      type: [ChainStepRef],
      description: 'Pull, pull, match and sync of products, then of customers.',
      resolve: ({ chain }) => chain,
    }),
    reviews: t.field({
      type: [ReviewCountsRef],
      description: 'One for each kind; none while a platform is not connected.',
      resolve: (health, _args, { health: service }) => service.reviews(health, health.timeZone),
    }),
    writes: t.expose('writes', { type: WritesRef, description: 'Whether jobs may write to the shop.' }),
    tokens: t.field({
      type: [TokenRef],
      description: 'Those that a person has to renew, and whose end is known.',
      resolve: ({ tokens }) => tokens,
    }),
    openDepots: t.field({
      type: [NhanhDepotRef],
      description: 'Depots without a place: neither assigned to a location nor excluded.',
      resolve: ({ places }) => places.open.map((depot) => ({ depot, now: places })),
    }),
    lostDepots: t.field({
      type: [NhanhDepotRef],
      description: 'Depots that the token does not cover any more, and that are not excluded.',
      resolve: ({ places }) => places.lost.map((depot) => ({ depot, now: places })),
    }),
    openAlerts: t.field({
      type: [AlertRef],
      description: 'Newest first, 50 at most.',
      resolve: (_health, _args, context) => openAlerts(context),
    }),
  }),
})

builder.queryField('shopHealth', (t) =>
  t.field({
    type: ShopHealthRef,
    description:
      'What to look at first in the morning. Only the parts that are asked for are read. timeZone: of the times in the sentence and of the beginning of yesterday, a name of the IANA database.',
    args: { timeZone: t.arg.string({ required: true, defaultValue: DEFAULT_TIME_ZONE }) },
    resolve: async (_root, args, { health }) => {
      const timeZone = checkedTimeZone(args.timeZone)
      return { ...(await health.read()), timeZone }
    },
  }),
)

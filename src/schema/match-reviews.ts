import { sql } from 'kysely'
import { MATCH_DECISIONS, MatchReview, type MatchReviewReason } from '../entities/match-review.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import { fold } from '../entities/search-text.ts'
import { TABLES } from '../jobs/mappings/account-pair.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { jobNumber } from './job.ts'
import {
  keyPattern,
  readConnection,
  readPage,
  searchPattern,
  type ConnectionArgs,
  type KeysetOrder,
  type ListSource,
} from './keyset.ts'
import { MatchFieldEnum, RecordKindEnum } from './mappings.ts'
import { listCandidates, MatchCandidateConnection } from './match-candidates.ts'

/** What matches could not decide. */

export const MatchReviewReasonEnum = builder.enumType('MatchReviewReason', {
  values: {
    SEVERAL_IN_NHANH: {},
    SEVERAL_IN_SHOPIFY: {},
    ALREADY_LINKED: {},
    REPLACED: { description: 'the linked record is gone at its source, a new one carries its key' },
    KEYS_DISAGREE: { description: 'the SKU points to one record, the barcode to another' },
    NAME_DISAGREES: { description: 'the phone agrees, the names share no word' },
    NOTE_ONLY: { description: 'the phone was found only in a note' },
  } satisfies Record<MatchReviewReason, object>,
})

export const MatchDecisionEnum = builder.enumType('MatchDecision', { values: MATCH_DECISIONS })

export const MatchReviewRef = builder.objectRef<MatchReview>('MatchReview').implement({
  description: 'A key that a match could not decide on, with the records that carry it.',
  fields: (t) => ({
    id: t.exposeID('id'),
    kind: t.field({ type: RecordKindEnum, resolve: (review) => review.kind }),
    reason: t.field({ type: MatchReviewReasonEnum, resolve: (review) => review.reason }),
    key: t.exposeString('key', { description: 'As it is compared.' }),
    keyField: t.field({ type: MatchFieldEnum, resolve: (review) => review.keyField }),
    nhanhCount: t.exposeInt('nhanhCount', { description: 'How many candidates Nhanh has.' }),
    shopifyCount: t.exposeInt('shopifyCount', { description: 'How many candidates Shopify has.' }),
    nhanhCandidates: t.field({
      type: MatchCandidateConnection,
      args: { first: t.arg.int(), after: t.arg.string() },
      resolve: (review, args, context) => listCandidates(review, 'NHANH', args, context),
    }),
    shopifyCandidates: t.field({
      type: MatchCandidateConnection,
      args: { first: t.arg.int(), after: t.arg.string() },
      resolve: (review, args, context) => listCandidates(review, 'SHOPIFY', args, context),
    }),
    decision: t.field({ type: MatchDecisionEnum, nullable: true, resolve: (review) => review.decision }),
    decidedBy: t.string({ nullable: true, resolve: (review) => review.decidedBy }),
    decidedAt: t.field({ type: 'DateTime', nullable: true, resolve: (review) => review.decidedAt }),
    linkedNhanhId: t.id({
      nullable: true,
      description: 'The Nhanh record that the decision linked.',
      resolve: (review) => review.linkedNhanhId,
    }),
    linkedShopifyId: t.id({
      nullable: true,
      description: 'The Shopify record that the decision linked.',
      resolve: (review) => review.linkedShopifyId,
    }),
    createdAt: t.field({ type: 'DateTime', resolve: (review) => review.createdAt }),
  }),
})

const NEWEST_FIRST: KeysetOrder = {
  list: 'review',
  column: sql.ref('review.id'),
  type: 'int',
  descending: true,
}

const REVIEWS: ListSource<MatchReview> = {
  from: sql`match_review review`,
  columns: sql`review.*`,
  toNode: (em, row) => em.map(MatchReview, row),
  keyOf: (review) => review.id,
}

builder.queryField('matchReviews', (t) =>
  t.connection(
    {
      type: MatchReviewRef,
      description:
        'What auto-match could not decide: one review for each key, with the candidates of both sides. Newest first; those that are open, unless `decided` says otherwise: null gives both. search: in the key and in what the candidates are found by.',
      args: {
        kind: t.arg({ type: RecordKindEnum, required: true }),
        reasons: t.arg({ type: [MatchReviewReasonEnum] }),
        decided: t.arg.boolean({ defaultValue: false }),
        search: t.arg.string(),
      },
      resolve: (_root, args, context) => listReviews(args, context),
    },
    {
      name: 'MatchReviewConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'MatchReviewEdge' },
  ),
)

builder.queryField('matchReview', (t) =>
  t.field({
    type: MatchReviewRef,
    nullable: true,
    description:
      'A review, open or decided. Null when the connected accounts have none with this id; a match removes those that have become clear.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { em, jobs }) =>
      em.fork().findOne(MatchReview, {
        id: jobNumber(id) ?? 0,
        nhanhAccountId: jobs.accountId('NHANH'),
        shopifyAccountId: jobs.accountId('SHOPIFY'),
      }),
  }),
)

interface ReviewListArgs extends ConnectionArgs {
  kind: RecordKind
  reasons?: MatchReviewReason[] | null
  decided?: boolean | null
  search?: string | null
}

async function listReviews({ kind, reasons, decided, search, ...args }: ReviewListArgs, context: Context) {
  const { em, jobs } = context
  const page = readPage(args, NEWEST_FIRST)
  const conditions = [
    sql`review.kind = ${kind}`,
    sql`review.nhanh_account_id = ${jobs.accountId('NHANH')}`,
    sql`review.shopify_account_id = ${jobs.accountId('SHOPIFY')}`,
  ]
  if (reasons) conditions.push(sql`review.reason = any(${reasons}::text[])`)
  if (typeof decided === 'boolean') conditions.push(sql`(review.decision is not null) = ${decided}`)
  const pattern = searchPattern(search, fold)
  if (pattern) {
    // Of all candidates, also those of the other kind, whose reviews are not in this list.
    conditions.push(sql`(review.key like ${keyPattern(search!)}
      or review.id in (
        select candidate.review_id from match_candidate candidate join ${sql.table(TABLES[kind].NHANH)} record
          on record.account_id = ${jobs.accountId('NHANH')}
          and record.id = case when candidate.side = 'NHANH' then candidate.record_id::bigint end
        where candidate.side = 'NHANH' and record.search_text like ${pattern})
      or review.id in (
        select candidate.review_id from match_candidate candidate join ${sql.table(TABLES[kind].SHOPIFY)} record
          on record.account_id = ${jobs.accountId('SHOPIFY')} and record.id = candidate.record_id
        where candidate.side = 'SHOPIFY' and record.search_text like ${pattern}))`)
  }
  return readConnection(em, REVIEWS, conditions, page)
}

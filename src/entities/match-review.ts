import { defineEntity, p, type InferEntity } from '@mikro-orm/core'
import { PLATFORMS } from './account.ts'
import { MATCH_FIELDS } from './mapping.ts'
import { pairColumns, RECORD_KINDS } from './pair-columns.ts'

const MATCH_REVIEW_REASONS = [
  'SEVERAL_IN_NHANH',
  'SEVERAL_IN_SHOPIFY',
  'ALREADY_LINKED',
  'REPLACED',
  'KEYS_DISAGREE',
  'NAME_DISAGREES',
  'NOTE_ONLY',
] as const
export type MatchReviewReason = (typeof MATCH_REVIEW_REASONS)[number]

export const MATCH_DECISIONS = ['LINK', 'IGNORE'] as const

/** What a match could not decide: a key with its candidates. One for each key; a decision stays as long as its facts. */
export const MatchReview = defineEntity({
  name: 'MatchReview',
  properties: {
    id: p.integer().primary().autoincrement(),
    kind: p.enum(RECORD_KINDS),
    ...pairColumns(),
    keyField: p.enum(MATCH_FIELDS),
    /** As it is compared. */
    key: p.string().columnType('text'),
    reason: p.enum(MATCH_REVIEW_REASONS),
    /** Of the candidates and of what matched: another one when there is something new to decide. */
    factsHash: p.uuid(),
    /** How many candidates each side has. */
    nhanhCount: p.integer(),
    shopifyCount: p.integer(),
    decision: p.enum(MATCH_DECISIONS).nullable(),
    decidedBy: p.string().columnType('text').nullable(),
    decidedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The pair that was linked by the decision. */
    linkedNhanhId: p.bigint('string').nullable(),
    linkedShopifyId: p.string().columnType('text').nullable(),
    createdAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  uniques: [{ properties: ['kind', 'nhanhAccountId', 'shopifyAccountId', 'keyField', 'key'] }],
})
export type MatchReview = InferEntity<typeof MatchReview>

/** The field of a record in which the key was found. */
export const CANDIDATE_FIELDS = ['SKU', 'BARCODE', 'OWN', 'ADDRESS', 'NOTE'] as const

/** A record that a review is about. */
export const MatchCandidate = defineEntity({
  name: 'MatchCandidate',
  properties: {
    reviewId: p.integer().primary(),
    side: p.enum(PLATFORMS).primary(),
    recordId: p.string().columnType('text').primary(),
    matchedOn: p.enum(CANDIDATE_FIELDS),
  },
})
export type MatchCandidate = InferEntity<typeof MatchCandidate>

import { gql, type GraphQLClient } from 'graphql-request'
import type { TestApp } from './app.ts'
import { rowsOf } from './database.ts'
import { LINK_PROBLEM_FIELDS, MAPPING_FIELDS, type Answer, type Kind, type ShownMapping } from './mappings.ts'

export interface NewReview {
  kind?: Kind
  reason?: string
  key?: string
  nhanh: string[]
  shopify: string[]
}

let keys = 0

/** Stores a review as a match does, and returns its id. */
export async function insertReview(
  { databaseUrl }: TestApp,
  { kind = 'PRODUCT', reason = 'SEVERAL_IN_NHANH', key, nhanh, shopify }: NewReview,
): Promise<string> {
  const [keyField, matchedOn] = kind === 'PRODUCT' ? ['SKU', 'SKU'] : ['PHONE', 'OWN']
  const [row] = await rowsOf<{ id: number }>(
    databaseUrl,
    `with review as (
       insert into match_review (kind, nhanh_account_id, shopify_account_id, key_field, key, reason, facts_hash, nhanh_count, shopify_count)
       select $1, nhanh.id, shopify.id, $2, $3, $4, gen_random_uuid(), cardinality($5::text[]), cardinality($6::text[])
       from account nhanh, account shopify where nhanh.platform = 'NHANH' and shopify.platform = 'SHOPIFY' returning id
     ), candidates as (
       insert into match_candidate (review_id, side, record_id, matched_on)
       select id, 'NHANH', unnest($5::text[]), $7 from review union all select id, 'SHOPIFY', unnest($6::text[]), $7 from review
     ) select id from review`,
    [kind, keyField, key ?? `key-${++keys}`, reason, nhanh, shopify, matchedOn],
  )
  return String(row!.id)
}

export type ReviewAnswer = Answer & { review?: Record<string, unknown>; linked?: ShownMapping | null }

const ANSWER = gql`
  ${MAPPING_FIELDS}
  ${LINK_PROBLEM_FIELDS}
  fragment ReviewFields on MatchReview {
    id
    decision
    decidedBy
    decidedAt
    linkedNhanhId
    linkedShopifyId
  }
  fragment AnswerFields on ResolveMatchReviewResult {
    __typename
    ...LinkProblemFields
    ... on ResolveMatchReviewSuccess {
      review {
        ...ReviewFields
      }
      linked {
        ...MappingFields
      }
    }
    ... on ReviewAlreadyDecided {
      review {
        ...ReviewFields
      }
    }
  }
`

export async function resolve(
  http: GraphQLClient,
  id: string,
  decision: string,
  ids: { nhanhId?: string; shopifyId?: string } = {},
): Promise<ReviewAnswer> {
  const mutation = gql`
    ${ANSWER}
    mutation ($id: ID!, $decision: MatchDecision!, $nhanhId: ID, $shopifyId: ID) {
      answer: resolveMatchReview(id: $id, decision: $decision, nhanhId: $nhanhId, shopifyId: $shopifyId) {
        ...AnswerFields
      }
    }
  `
  return (await http.request<{ answer: ReviewAnswer }>(mutation, { id, decision, ...ids })).answer
}

export async function reopen(http: GraphQLClient, id: string): Promise<ReviewAnswer> {
  const mutation = gql`
    ${ANSWER}
    mutation ($id: ID!) {
      answer: reopenMatchReview(id: $id) {
        ...AnswerFields
      }
    }
  `
  return (await http.request<{ answer: ReviewAnswer }>(mutation, { id })).answer
}

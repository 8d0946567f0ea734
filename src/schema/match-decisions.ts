import type { MatchReview } from '../entities/match-review.ts'
import type { InputIssue } from '../jobs/job-service.ts'
import type { AnyMapping } from '../jobs/mappings/link.ts'
import type { ReviewDecision, ReviewResult } from '../jobs/mappings/review-service.ts'
import { words } from '../locale.ts'
import { builder } from './builder.ts'
import { jobNumber } from './job.ts'
import { LINK_PROBLEMS, linkProblem } from './mapping-changes.ts'
import { MappingRef } from './mappings.ts'
import { MatchDecisionEnum, MatchReviewRef } from './match-reviews.ts'
import { invalidInput, ProblemRef, resolveType, type Told } from './problems.ts'

/** What a person decides on reviews. */

const ResolveMatchReviewSuccess = builder
  .objectRef<{ review: MatchReview; mapping: AnyMapping | null }>('ResolveMatchReviewSuccess')
  .implement({
    fields: (t) => ({
      review: t.field({ type: MatchReviewRef, resolve: ({ review }) => review }),
      // Not `mapping`: beside that of AlreadyMapped, which is never null, nobody could ask for both.
      linked: t.field({
        type: MappingRef,
        nullable: true,
        description: 'The mapping that the decision made.',
        resolve: ({ mapping }) => mapping,
      }),
    }),
  })

const ReviewNotFound = builder.objectRef<Told>('ReviewNotFound').implement({
  description:
    'There is no such review of the connected accounts. A match removes those that have become clear.',
  interfaces: [ProblemRef],
})

const ReviewAlreadyDecided = builder
  .objectRef<Told & { review: MatchReview }>('ReviewAlreadyDecided')
  .implement({
    description: 'The review is decided; reopenMatchReview takes the decision back.',
    interfaces: [ProblemRef],
    fields: (t) => ({ review: t.field({ type: MatchReviewRef, resolve: ({ review }) => review }) }),
  })

const ResolveMatchReviewResult = builder.unionType('ResolveMatchReviewResult', {
  types: [ResolveMatchReviewSuccess, ReviewNotFound, ReviewAlreadyDecided, ...LINK_PROBLEMS],
  resolveType,
})

function toGraphQL(id: string, result: ReviewResult) {
  switch (result.kind) {
    case 'done':
      return { __typename: 'ResolveMatchReviewSuccess', review: result.review, mapping: result.mapping }
    case 'reviewNotFound': {
      const shown = JSON.stringify(id.slice(0, 40))
      const message = words(`there is no review ${shown}`, `không có mục ghép nối ${shown}`)
      return { __typename: 'ReviewNotFound', message }
    }
    case 'alreadyDecided': {
      const { review } = result
      const decided = `${review.decision}, ${review.decidedAt?.toISOString()}`
      const message = words(
        `review ${review.id} is decided already (${decided})`,
        `mục ghép nối ${review.id} đã được quyết định (${decided})`,
      )
      return { __typename: 'ReviewAlreadyDecided', message, review }
    }
    case 'invalidInput':
      return invalidInput(result.issues)
    default:
      return linkProblem(result, { NHANH: 'nhanhId', SHOPIFY: 'shopifyId' })
  }
}

interface DecisionArgs {
  decision: ReviewDecision['decision']
  nhanhId?: string | null
  shopifyId?: string | null
}

const ONLY_FOR_LINK = words('goes with LINK; IGNORE links nothing', 'chỉ đi với LINK; IGNORE không ghép gì')

function readDecision({ decision, nhanhId, shopifyId }: DecisionArgs): ReviewDecision | InputIssue[] {
  if (decision === 'LINK') return { decision, nhanhId: nhanhId ?? null, shopifyId: shopifyId ?? null }
  const issues = Object.entries({ nhanhId, shopifyId }).flatMap(([path, id]) =>
    typeof id === 'string' ? [{ path, message: ONLY_FOR_LINK }] : [],
  )
  return issues.length > 0 ? issues : { decision }
}

builder.mutationFields((t) => ({
  resolveMatchReview: t.field({
    type: ResolveMatchReviewResult,
    description:
      'LINK links two of the candidates; where a side has only one, its id may be left out. For IGNORE the key says nothing. A later match does not ask again unless the facts have changed.',
    args: {
      id: t.arg.id({ required: true }),
      decision: t.arg({ type: MatchDecisionEnum, required: true }),
      nhanhId: t.arg.id(),
      shopifyId: t.arg.id(),
    },
    resolve: async (_root, { id, ...args }, { reviews }) => {
      const decision = readDecision(args)
      if (Array.isArray(decision)) return invalidInput(decision)
      return toGraphQL(id, await reviews.resolve(jobNumber(id) ?? 0, decision))
    },
  }),
  reopenMatchReview: t.field({
    type: ResolveMatchReviewResult,
    description:
      'Takes a decision back: the review is open again, and the mapping that the decision made is removed. A review that is open stays so.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { reviews }) => toGraphQL(id, await reviews.reopen(jobNumber(id) ?? 0)),
  }),
}))

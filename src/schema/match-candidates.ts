import { sql } from 'kysely'
import type { Platform } from '../entities/account.ts'
import type { MatchCandidate, MatchReview } from '../entities/match-review.ts'
import type { NhanhCustomer } from '../entities/nhanh-customer.ts'
import type { NhanhProduct } from '../entities/nhanh-product.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import type { ShopifyCustomer } from '../entities/shopify-customer.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { NhanhCustomerRef, ShopifyCustomerRef } from './customers.ts'
import { readPage, toConnection, type ConnectionArgs, type KeysetOrder } from './keyset.ts'
import { NhanhProductRef, ShopifyVariantRef } from './products.ts'
import type { ListedVariant } from './record-sources.ts'

/** The records that a review is about. */

type AnyRecord = NhanhProduct | ListedVariant | NhanhCustomer | ShopifyCustomer

const MatchRecord = builder.unionType('MatchRecord', {
  types: [NhanhProductRef, ShopifyVariantRef, NhanhCustomerRef, ShopifyCustomerRef],
  // An entity's class has the name of the entity, which is that of its type here.
  resolveType: (record) => ('variant' in record ? 'ShopifyVariant' : record.constructor.name),
})

interface ListedCandidate {
  kind: RecordKind
  candidate: MatchCandidate
}

const MatchCandidateRef = builder.objectRef<ListedCandidate>('MatchCandidate').implement({
  fields: (t) => ({
    record: t.field({
      type: MatchRecord,
      resolve: async ({ kind, candidate: { side, recordId } }, _args, { loaders }) =>
        (await recordOf(kind, side, recordId, loaders))!,
    }),
    matchedOn: t.string({
      description: 'The field of the record that has the key: SKU, BARCODE; OWN, ADDRESS or NOTE of a phone.',
      resolve: ({ candidate }) => candidate.matchedOn,
    }),
    alreadyLinkedTo: t.id({
      nullable: true,
      description:
        "The other platform's record that it is linked with, when that still exists; of several, the first.",
      resolve: ({ kind, candidate }, _args, { loaders }) => partnerOf(kind, candidate, loaders),
    }),
  }),
})

export const MatchCandidateConnection = builder.connectionObject<
  typeof MatchCandidateRef,
  { totalCount: number }
>(
  {
    type: MatchCandidateRef,
    name: 'MatchCandidateConnection',
    fields: (t) => ({ totalCount: t.exposeInt('totalCount') }),
  },
  { name: 'MatchCandidateEdge' },
)

/** A page of the candidates of one side, those whose records are still here; `totalCount` is of all that were found. */
export async function listCandidates(
  { id, kind, nhanhCount, shopifyCount }: MatchReview,
  side: Platform,
  args: ConnectionArgs,
  { loaders }: Context,
) {
  const page = readPage(args, ORDER[side])
  const candidates = await loaders.candidates.load({ reviewId: id, kind, side, page })
  const listed = candidates.map((candidate) => ({ kind, candidate }))
  return {
    ...toConnection(listed, page, ({ candidate }) => candidate.recordId),
    totalCount: side === 'NHANH' ? nhanhCount : shopifyCount,
  }
}

const order = (list: string): KeysetOrder => ({
  list,
  column: sql.ref('record_id'),
  type: 'text',
  descending: false,
})
const ORDER = { NHANH: order('nhanhCandidate'), SHOPIFY: order('shopifyCandidate') }

async function recordOf(
  kind: RecordKind,
  side: Platform,
  id: string,
  loaders: Context['loaders'],
): Promise<AnyRecord | null> {
  if (kind === 'PRODUCT')
    return side === 'NHANH' ? loaders.nhanhProducts.load(id) : loaders.shopifyVariants.load(id)
  return side === 'NHANH' ? loaders.nhanhCustomers.load(id) : loaders.shopifyCustomers.load(id)
}

async function partnerOf(
  kind: RecordKind,
  { side, recordId }: MatchCandidate,
  loaders: Context['loaders'],
): Promise<string | null> {
  const mappings = await (kind === 'PRODUCT' ? loaders.productMappings : loaders.customerMappings)[side].load(
    recordId,
  )
  const otherSide = side === 'NHANH' ? 'SHOPIFY' : 'NHANH'
  const partners = await Promise.all(
    mappings.map(async ({ nhanhId, shopifyId }) => {
      const id = otherSide === 'NHANH' ? nhanhId : shopifyId
      const record = await recordOf(kind, otherSide, id, loaders)
      return record && !deletedAtOf(record) ? id : null
    }),
  )
  return partners.find((id) => id !== null) ?? null
}

function deletedAtOf(record: AnyRecord): Date | null | undefined {
  return 'variant' in record ? record.variant.deletedAt : record.deletedAt
}

import type { Formats } from '../formats/formats.ts'
import type { MatchCandidatesFragment } from '../graphql/types.ts'
import { mappingAddress, showRecord, titleOf, type AnyRecord, type ShownRecord } from './records.ts'

/** A record that a review is about, ready to be shown. */
export interface Candidate {
  record: ShownRecord
  matchedOn: string
  linked: readonly { mappingId: string; title: string; href: string; isDeleted: boolean }[]
}

export interface CandidatesOfSide {
  shown: readonly Candidate[]
  total: number
  /** How many stand before the first shown. */
  from: number
  hasMore: boolean
  /** Leads to those behind the last shown. */
  endCursor: string | null
}

/** Keys there are for choosing: 1 to 9. */
const NUMBERS = 9

/** How many candidates a page of each side has, so that each that is shown has a number of its own. */
export function pageSizes({ nhanhCount, shopifyCount }: { nhanhCount: number; shopifyCount: number }): {
  NHANH: number
  SHOPIFY: number
} {
  if (nhanhCount <= 1 || shopifyCount <= 1) return { NHANH: NUMBERS, SHOPIFY: NUMBERS }
  const half = Math.floor(NUMBERS / 2)
  const shopify = Math.max(2, Math.min(shopifyCount, Math.max(half, NUMBERS - nhanhCount)))
  return { NHANH: NUMBERS - shopify, SHOPIFY: shopify }
}

export function candidatesOf(
  connection: MatchCandidatesFragment,
  { size, from }: { size: number; from: number },
  formats: Formats,
  statusText: (status: string) => string,
): CandidatesOfSide {
  const edges = connection.edges.slice(0, size)
  return {
    shown: edges.map(({ node: { record, matchedOn } }) => ({
      record: showRecord(record, formats, statusText),
      matchedOn,
      linked: linksOf(record),
    })),
    total: connection.totalCount,
    from,
    hasMore: connection.edges.length > size || connection.pageInfo.hasNextPage,
    endCursor: edges.at(-1)?.cursor ?? null,
  }
}

function linksOf(record: MatchCandidatesFragment['edges'][number]['node']['record']): Candidate['linked'] {
  const kind = record.__typename.endsWith('Customer') ? 'CUSTOMER' : 'PRODUCT'
  const linkOf = (mappingId: string, partner: AnyRecord) => ({
    mappingId,
    title: titleOf(partner),
    isDeleted: partner.deletedAt !== null,
    href: mappingAddress(kind, record.__typename.startsWith('Shopify') ? record.id : partner.id),
  })
  switch (record.__typename) {
    case 'NhanhProduct':
      return record.mappings.map(({ id, shopifyVariant }) => linkOf(id, shopifyVariant))
    case 'ShopifyVariant':
      return record.mapping ? [linkOf(record.mapping.id, record.mapping.nhanhProduct)] : []
    case 'NhanhCustomer':
      return record.mapping ? [linkOf(record.mapping.id, record.mapping.shopifyCustomer)] : []
    case 'ShopifyCustomer':
      return record.mapping ? [linkOf(record.mapping.id, record.mapping.nhanhCustomer)] : []
  }
}

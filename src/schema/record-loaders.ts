import type { EntityManager } from '@mikro-orm/postgresql'
import DataLoader from 'dataloader'
import { sql } from 'kysely'
import type { Platform } from '../entities/account.ts'
import { CustomerMapping, ProductMapping } from '../entities/mapping.ts'
import { MatchCandidate } from '../entities/match-review.ts'
import type { NhanhCustomer } from '../entities/nhanh-customer.ts'
import type { NhanhProduct } from '../entities/nhanh-product.ts'
import type { RecordKind } from '../entities/pair-columns.ts'
import type { ShopifyCustomer } from '../entities/shopify-customer.ts'
import type { JobService } from '../jobs/job-service.ts'
import { TABLES } from '../jobs/mappings/account-pair.ts'
import { pageClauses, type KeysetPage } from './keyset.ts'
import { ofConnectedAccounts, shownMappings, SIDE_COLUMNS } from './mapping-source.ts'
import {
  NHANH_CUSTOMERS,
  NHANH_PRODUCTS,
  SHOPIFY_CUSTOMERS,
  SHOPIFY_VARIANTS,
  type ListedVariant,
  type RecordSource,
} from './record-sources.ts'

/** A page of the candidates of one side of a review. */
interface CandidatesKey {
  reviewId: number
  kind: RecordKind
  side: Platform
  page: KeysetPage
}

/** The key is the id of a record of that platform, of the account that is connected. */
type RecordLoader<Node> = DataLoader<string, Node | null>
type MappingsLoader<Mapping> = DataLoader<string, Mapping[]>

export interface RecordLoaders {
  nhanhProducts: RecordLoader<NhanhProduct>
  shopifyVariants: RecordLoader<ListedVariant>
  nhanhCustomers: RecordLoader<NhanhCustomer>
  shopifyCustomers: RecordLoader<ShopifyCustomer>
  /** The mappings of a record that can be shown, the oldest first. */
  productMappings: Record<Platform, MappingsLoader<ProductMapping>>
  customerMappings: Record<Platform, MappingsLoader<CustomerMapping>>
  candidates: DataLoader<CandidatesKey, MatchCandidate[]>
}

type Row = Record<string, unknown>

export function createRecordLoaders(em: EntityManager, jobs: JobService): RecordLoaders {
  const records = <Node>(source: RecordSource<Node>) => recordsById(em, jobs, source)
  const productMappings = (side: Platform) =>
    mappingsByRecord(em, jobs, 'PRODUCT', side, (read, row) => read.map(ProductMapping, row))
  const customerMappings = (side: Platform) =>
    mappingsByRecord(em, jobs, 'CUSTOMER', side, (read, row) => read.map(CustomerMapping, row))
  return {
    nhanhProducts: records(NHANH_PRODUCTS),
    shopifyVariants: records(SHOPIFY_VARIANTS),
    nhanhCustomers: records(NHANH_CUSTOMERS),
    shopifyCustomers: records(SHOPIFY_CUSTOMERS),
    productMappings: { NHANH: productMappings('NHANH'), SHOPIFY: productMappings('SHOPIFY') },
    customerMappings: { NHANH: customerMappings('NHANH'), SHOPIFY: customerMappings('SHOPIFY') },
    candidates: candidatesByReview(em, jobs),
  }
}

function recordsById<Node>(
  em: EntityManager,
  jobs: JobService,
  { platform, from, columns, order, toNode, keyOf }: RecordSource<Node>,
): RecordLoader<Node> {
  return new DataLoader(
    async (ids) => {
      const read = em.fork()
      const { rows } = await sql<Row>`
        select ${columns} from ${from} where record.account_id = ${jobs.accountId(platform)}
          and record.id = any(${[...new Set(ids)]}::${sql.raw(order.type)}[])
      `.execute(read.getKysely<unknown>())
      const found = new Map(rows.map((row) => toNode(read, row)).map((node) => [keyOf(node), node]))
      return ids.map((id) => found.get(id) ?? null)
    },
    { cache: false },
  )
}

function mappingsByRecord<Mapping extends { nhanhId: string; shopifyId: string }>(
  em: EntityManager,
  jobs: JobService,
  kind: RecordKind,
  side: Platform,
  toEntity: (read: EntityManager, row: Row) => Mapping,
): MappingsLoader<Mapping> {
  const [idType, idOf] =
    side === 'NHANH'
      ? ['bigint', (mapping: Mapping) => mapping.nhanhId]
      : ['text', (mapping: Mapping) => mapping.shopifyId]
  return new DataLoader(
    async (ids: readonly string[]) => {
      const read = em.fork()
      const { rows } = await sql<Row>`
        select mapping.* from ${shownMappings(kind)} where ${ofConnectedAccounts(jobs)}
          and ${SIDE_COLUMNS[side]} = any(${[...new Set(ids)]}::${sql.raw(idType)}[]) order by mapping.id
      `.execute(read.getKysely<unknown>())
      const found = Map.groupBy(
        rows.map((row) => toEntity(read, row)),
        idOf,
      )
      return ids.map((id) => found.get(id) ?? [])
    },
    { cache: false },
  )
}

function candidatesByReview(
  em: EntityManager,
  jobs: JobService,
): DataLoader<CandidatesKey, MatchCandidate[]> {
  return new DataLoader(
    async (keys) => {
      const groups = Map.groupBy(keys, ({ kind, side, page }) =>
        JSON.stringify([kind, side, { ...page, order: null }]),
      )
      const found = new Map<CandidatesKey, MatchCandidate[]>()
      const read = em.fork()
      for (const group of groups.values()) {
        const { kind, side, page } = group[0]!
        const { where, orderAndLimit } = pageClauses(page)
        // Only the ids of this side are of this type, so the others must not be read as such.
        const id =
          side === 'NHANH' ? sql`case when side = 'NHANH' then record_id::bigint end` : sql`record_id`
        const { rows } = await sql<Row>`
          select candidate.* from unnest(${[...new Set(group.map((key) => key.reviewId))]}::int[]) as wanted(review_id)
          cross join lateral (
            select * from match_candidate where review_id = wanted.review_id and side = ${side} and ${where}
              and exists (select from ${sql.table(TABLES[kind][side])} record
                where record.account_id = ${jobs.accountId(side)} and record.id = ${id})
            ${orderAndLimit}
          ) as candidate
        `.execute(read.getKysely<unknown>())
        const ofReview = Map.groupBy(
          rows.map((row) => read.map(MatchCandidate, row)),
          ({ reviewId }) => reviewId,
        )
        for (const key of group) found.set(key, ofReview.get(key.reviewId) ?? [])
      }
      return keys.map((key) => found.get(key)!)
    },
    { cache: false },
  )
}

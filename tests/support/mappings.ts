import { gql, type GraphQLClient } from 'graphql-request'
import type { TestApp } from './app.ts'
import { rowsOf } from './database.ts'
import { run } from './jobs.ts'

/** A mapping as the API shows it; which ids it has depends on its kind. */
export interface ShownMapping {
  id: string
  status: string
  origin: string
  key: string | null
  keyField: string | null
  policy: string
  policyUntil: string | null
  deletedAtSource: boolean
  reserve?: number
  nhanh: { id: string }
  shopify: { id: string }
}

export interface Answer {
  __typename: string
  message?: string
  mapping?: ShownMapping | null
  issues?: { path: string; message: string }[]
  deletedAt?: string
  count?: number
  platform?: string
  missing?: string[]
}

export const MAPPING_FIELDS = gql`
  fragment MappingFields on Mapping {
    id
    status
    origin
    key
    keyField
    policy
    policyUntil
    deletedAtSource
    ... on ProductMapping {
      reserve
      nhanh: nhanhProduct {
        id
      }
      shopify: shopifyVariant {
        id
      }
    }
    ... on CustomerMapping {
      nhanh: nhanhCustomer {
        id
      }
      shopify: shopifyCustomer {
        id
      }
    }
  }
`

export const LINK_PROBLEM_FIELDS = gql`
  fragment LinkProblemFields on Problem {
    message
    ... on InvalidInput {
      issues {
        path
        message
      }
    }
    ... on AlreadyMapped {
      mapping {
        ...MappingFields
      }
    }
    ... on RecordDeleted {
      deletedAt
    }
    ... on PlatformNotConfigured {
      platform
      missing
    }
  }
`

const MAP_PRODUCT = gql`
  ${MAPPING_FIELDS}
  ${LINK_PROBLEM_FIELDS}
  mutation ($nhanh: ID!, $shopify: ID!) {
    answer: mapProduct(nhanhProductId: $nhanh, shopifyVariantId: $shopify) {
      __typename
      ...LinkProblemFields
      ... on MapProductSuccess {
        mapping {
          ...MappingFields
        }
      }
    }
  }
`

const MAP_CUSTOMER = gql`
  ${MAPPING_FIELDS}
  ${LINK_PROBLEM_FIELDS}
  mutation ($nhanh: ID!, $shopify: ID!) {
    answer: mapCustomer(nhanhCustomerId: $nhanh, shopifyCustomerId: $shopify) {
      __typename
      ...LinkProblemFields
      ... on MapCustomerSuccess {
        mapping {
          ...MappingFields
        }
      }
    }
  }
`

export type Kind = 'PRODUCT' | 'CUSTOMER'

export async function map(http: GraphQLClient, kind: Kind, nhanh: string, shopify: string): Promise<Answer> {
  const mutation = kind === 'PRODUCT' ? MAP_PRODUCT : MAP_CUSTOMER
  return (await http.request<{ answer: Answer }>(mutation, { nhanh, shopify })).answer
}

/** Links two records that nothing keeps from being linked. */
export async function mapped(
  http: GraphQLClient,
  kind: Kind,
  nhanh: string,
  shopify: string,
): Promise<ShownMapping> {
  const answer = await map(http, kind, nhanh, shopify)
  if (!answer.__typename.endsWith('Success')) throw new Error(`not linked: ${JSON.stringify(answer)}`)
  return answer.mapping!
}

export async function unmap(http: GraphQLClient, kind: Kind, ids: string[]): Promise<Answer> {
  const mutation = gql`
    mutation ($kind: RecordKind!, $ids: [ID!]!) {
      answer: unmap(kind: $kind, ids: $ids) {
        __typename
        ... on UnmapSuccess {
          count
        }
        ... on InvalidInput {
          issues {
            path
            message
          }
        }
        ... on Problem {
          message
        }
      }
    }
  `
  return (await http.request<{ answer: Answer }>(mutation, { kind, ids })).answer
}

const RECORD_TABLES = {
  PRODUCT: { NHANH: 'nhanh_product', SHOPIFY: 'shopify_variant' },
  CUSTOMER: { NHANH: 'nhanh_customer', SHOPIFY: 'shopify_customer' },
} as const

export const KINDS: Kind[] = ['PRODUCT', 'CUSTOMER']

/** Records of the sandbox that have been pulled; each is handed out once. */
export interface PulledRecords {
  pair(kind: Kind): [nhanh: string, shopify: string]
  nhanh(kind: Kind): string
  shopify(kind: Kind): string
  /** As a pull would that no longer finds it. */
  markDeleted(kind: Kind, side: 'NHANH' | 'SHOPIFY', id: string): Promise<void>
}

export async function pullRecords(server: TestApp): Promise<PulledRecords> {
  for (const what of ['NHANH_PRODUCTS', 'SHOPIFY_PRODUCTS', 'NHANH_CUSTOMERS', 'SHOPIFY_CUSTOMERS'])
    await run(server, `PULL_${what}`)
  const idsOf = async (query: string) =>
    (await rowsOf<{ id: string }>(server.databaseUrl, query)).map(({ id }) => id)
  const left = {
    PRODUCT: {
      NHANH: await idsOf(`select id from nhanh_product where kind = 'PRODUCT' order by id`),
      SHOPIFY: await idsOf(`select variant.id from shopify_variant variant join shopify_product product
        on product.id = variant.product_id where product.status = 'ACTIVE' order by variant.id`),
    },
    CUSTOMER: {
      NHANH: await idsOf('select id from nhanh_customer order by id'),
      SHOPIFY: await idsOf('select id from shopify_customer order by id'),
    },
  }
  const take = (kind: Kind, side: 'NHANH' | 'SHOPIFY') => {
    const id = left[kind][side].pop()
    if (id === undefined) throw new Error(`no ${side} ${kind} is left; let the sandbox have more`)
    return id
  }
  return {
    pair: (kind) => [take(kind, 'NHANH'), take(kind, 'SHOPIFY')],
    nhanh: (kind) => take(kind, 'NHANH'),
    shopify: (kind) => take(kind, 'SHOPIFY'),
    async markDeleted(kind, side, id) {
      const table = RECORD_TABLES[kind][side]
      await rowsOf(server.databaseUrl, `update ${table} set deleted_at = now() where id::text = $1`, [id])
    },
  }
}

/** `args` are the other arguments, as they stand in the mutation. */
export async function setPolicy(http: GraphQLClient, ids: string[], args: string): Promise<Answer> {
  const { answer } = await http.request<{ answer: Answer }>(
    `mutation ($ids: [ID!]!) { answer: setMappingPolicy(ids: $ids, ${args}) { __typename
      ... on SetMappingPolicySuccess { count } ... on InvalidInput { issues { path message } } } }`,
    { ids },
  )
  return answer
}

export const LISTS = { PRODUCT: 'productMappings', CUSTOMER: 'customerMappings' }
export const RECORDS = {
  PRODUCT: { nhanh: 'nhanhProduct', shopify: 'shopifyVariant' },
  CUSTOMER: { nhanh: 'nhanhCustomer', shopify: 'shopifyCustomer' },
}

export interface MappingPage {
  totalCount: number
  nodes: ShownMapping[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string }
}

/** `args` are those of the connection, as they stand in the query. */
export async function list(http: GraphQLClient, kind: Kind, args = ''): Promise<MappingPage> {
  const { nhanh, shopify } = RECORDS[kind]
  const { page } = await http.request<{ page: MappingPage }>(
    `{ page: ${LISTS[kind]}${args && `(${args})`} { totalCount
      nodes { id status origin key keyField policy policyUntil deletedAtSource nhanh: ${nhanh} { id } shopify: ${shopify} { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  return page
}

import { OperationTypeNode, parse, type SelectionSetNode, visit } from 'graphql'

/** A document and what the cost model needs of it. */
export interface Operation {
  name: string
  document: string
  selections: SelectionSetNode
  isMutation: boolean
}

/** The most that a list gives at once, and the most ids in one question. */
export const MAX_PAGE_SIZE = 250

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

const PRODUCT = 'id title handle status vendor productType tags createdAt updatedAt'

const LEVEL = 'isActive location { id } quantities(names: ["available"]) { name quantity }'

/** A bulk operation knows no `nodes` and no `pageInfo`, so its levels look different. The id comes first in any case. */
const variant = (levels: string) => `
  id
  title
  sku
  barcode
  price
  compareAtPrice
  inventoryPolicy
  inventoryQuantity
  requiresComponents
  position
  createdAt
  updatedAt
  product { id title status }
  selectedOptions { name value }
  inventoryItem { id tracked ${levels} }`

const VARIANT = variant(
  `inventoryLevels(first: $levels, includeInactive: true) { nodes { ${LEVEL} } ${PAGE_INFO} }`,
)

const CUSTOMER = `
  id
  firstName
  lastName
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { phone }
  tags
  note
  amountSpent { amount currencyCode }
  numberOfOrders
  state
  createdAt
  updatedAt`

export const PRODUCTS_PAGE = operation(`
  query ProductsPage($first: Int!, $after: String, $query: String) {
    products(first: $first, after: $after, query: $query, sortKey: ID) { nodes { ${PRODUCT} } ${PAGE_INFO} }
  }`)

export const VARIANTS_PAGE = operation(`
  query VariantsPage($first: Int!, $after: String, $query: String, $levels: Int!) {
    productVariants(first: $first, after: $after, query: $query, sortKey: ID) { nodes { ${VARIANT} } ${PAGE_INFO} }
  }`)

export const CUSTOMERS_PAGE = operation(`
  query CustomersPage($first: Int!, $after: String, $query: String) {
    customers(first: $first, after: $after, query: $query, sortKey: ID) { nodes { ${CUSTOMER} } ${PAGE_INFO} }
  }`)

/** The record with the highest id. */
export const LAST_PRODUCT = operation(`
  query LastProduct($query: String) {
    products(first: 1, query: $query, sortKey: ID, reverse: true) { nodes { id } ${PAGE_INFO} }
  }`)

export const LAST_VARIANT = operation(`
  query LastVariant($query: String) {
    productVariants(first: 1, query: $query, sortKey: ID, reverse: true) { nodes { id } ${PAGE_INFO} }
  }`)

export const LAST_CUSTOMER = operation(`
  query LastCustomer($query: String) {
    customers(first: 1, query: $query, sortKey: ID, reverse: true) { nodes { id } ${PAGE_INFO} }
  }`)

export const PRODUCTS_BY_IDS = operation(`
  query ProductsByIds($ids: [ID!]!) { nodes(ids: $ids) { ... on Product { ${PRODUCT} } } }`)

export const VARIANTS_BY_IDS = operation(`
  query VariantsByIds($ids: [ID!]!, $levels: Int!) { nodes(ids: $ids) { ... on ProductVariant { ${VARIANT} } } }`)

export const CUSTOMERS_BY_IDS = operation(`
  query CustomersByIds($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { ${CUSTOMER} } } }`)

/** The variants of some products, as many as come with a product. */
export const VARIANTS_OF_PRODUCTS = operation(`
  query VariantsOfProducts($ids: [ID!]!, $variants: Int!) {
    nodes(ids: $ids) { ... on Product { id variants(first: $variants) { nodes { id } ${PAGE_INFO} } } }
  }`)

/** The variants of one product that did not come with it. */
export const PRODUCT_VARIANTS_PAGE = operation(`
  query ProductVariantsPage($id: ID!, $first: Int!, $after: String) {
    product(id: $id) { variants(first: $first, after: $after) { nodes { id } ${PAGE_INFO} } }
  }`)

/** The stock of an item at more locations than its variant's page had room for. */
export const ITEM_LEVELS_PAGE = operation(`
  query ItemLevelsPage($id: ID!, $first: Int!, $after: String) {
    inventoryItem(id: $id) {
      inventoryLevels(first: $first, after: $after, includeInactive: true) { nodes { ${LEVEL} } ${PAGE_INFO} }
    }
  }`)

/** The items whose level at one location matches. */
export const LOCATION_LEVELS_PAGE = operation(`
  query LocationLevelsPage($id: ID!, $first: Int!, $after: String, $query: String) {
    location(id: $id) {
      inventoryLevels(first: $first, after: $after, query: $query, includeInactive: true) {
        nodes { id item { id } }
        ${PAGE_INFO}
      }
    }
  }`)

export const LOCATIONS_PAGE = operation(`
  query LocationsPage($first: Int!, $after: String) {
    locations(first: $first, after: $after, includeInactive: true, includeLegacy: true) {
      nodes { id name isActive isFulfillmentService }
      ${PAGE_INFO}
    }
  }`)

/** Without `limit: null` it stops counting at 10,000. */
export const PRODUCTS_COUNT = operation(`
  query ProductsCount($query: String) { productsCount(query: $query, limit: null) { count } }`)

export const VARIANTS_COUNT = operation(`
  query VariantsCount($query: String) { productVariantsCount(query: $query, limit: null) { count } }`)

export const CUSTOMERS_COUNT = operation(`
  query CustomersCount($query: String) { customersCount(query: $query, limit: null) { count } }`)

/** All of the quantities or none; Shopify keeps the answer for 24 hours under the key. */
export const SET_QUANTITIES = operation(`
  mutation SetQuantities($key: String!, $input: InventorySetQuantitiesInput!) {
    inventorySetQuantities(input: $input) @idempotent(key: $key) {
      inventoryAdjustmentGroup { id }
      userErrors { field message code }
    }
  }`)

/** Most orders have fewer lines than this; the others' are fetched. */
export const LINES_WITH_ORDER = 10

const ORDER_LINE = 'unfulfilledQuantity variant { id }'

export const NEWEST_ORDERS_PAGE = operation(`
  query NewestOrdersPage($first: Int!, $after: String) {
    orders(first: $first, after: $after, sortKey: CREATED_AT, reverse: true) {
      nodes {
        id
        createdAt
        cancelledAt
        closed
        lineItems(first: ${LINES_WITH_ORDER}) { nodes { ${ORDER_LINE} } ${PAGE_INFO} }
      }
      ${PAGE_INFO}
    }
  }`)

export const ORDER_LINES_PAGE = operation(`
  query OrderLinesPage($id: ID!, $first: Int!, $after: String) {
    order(id: $id) { lineItems(first: $first, after: $after) { nodes { id ${ORDER_LINE} } ${PAGE_INFO} } }
  }`)

export const APP_SCOPES = operation(`
  query AppScopes { currentAppInstallation { accessScopes { handle } } }`)

const SET_METAFIELDS = 'metafieldsSet(metafields: $metafields) { userErrors { field message code } }'

/** At most 25, all of them or none. */
export const METAFIELDS_SET = operation(`
  mutation MetafieldsSet($metafields: [MetafieldsSetInput!]!) { ${SET_METAFIELDS} }`)

export const METAFIELDS_DELETE = operation(`
  mutation MetafieldsDelete($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) { userErrors { field message } }
  }`)

export const METAFIELD_DEFINITIONS = operation(`
  query MetafieldDefinitions($namespace: String!) {
    metafieldDefinitions(ownerType: CUSTOMER, namespace: $namespace, first: 250) { nodes { key type { name } } }
  }`)

export const METAFIELD_DEFINE = operation(`
  mutation MetafieldDefine($definition: MetafieldDefinitionInput!) {
    metafieldDefinitionCreate(definition: $definition) {
      createdDefinition { id }
      userErrors { field message code }
    }
  }`)

/** One or more metafields of customers, that of `$key0` as `m0` and so on. */
export function customerMetafields(keys: number): Operation {
  const numbers = Array.from({ length: keys }, (_, number) => number)
  const variables = numbers.map((number) => `, $key${number}: String!`).join('')
  const fields = numbers
    .map((n) => `m${n}: metafield(namespace: $namespace, key: $key${n}) { value }`)
    .join(' ')
  return operation(`
    query CustomerMetafields($ids: [ID!]!, $namespace: String!${variables}) {
      nodes(ids: $ids) { ... on Customer { id ${fields} } }
    }`)
}

/** What a bulk operation is to run with the variables of each row; its name, of letters and digits, marks the operation. */
export function bulkMetafieldsSet(name: string): string {
  return `mutation ${name}($metafields: [MetafieldsSetInput!]!) { ${SET_METAFIELDS} }`
}

/** Where the rows of a bulk mutation are uploaded to. */
export const STAGE_UPLOAD = operation(`
  mutation StageUpload($input: [StagedUploadInput!]!) {
    stagedUploadsCreate(input: $input) {
      stagedTargets { url parameters { name value } }
      userErrors { field message }
    }
  }`)

export const RUN_BULK_MUTATION = operation(`
  mutation RunBulkMutation($mutation: String!, $path: String!, $clientIdentifier: String!) {
    bulkOperationRunMutation(
      mutation: $mutation
      stagedUploadPath: $path
      clientIdentifier: $clientIdentifier
    ) {
      bulkOperation { id }
      userErrors { field message code }
    }
  }`)

export const RUN_BULK = operation(`
  mutation RunBulk($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: false) {
      bulkOperation { id }
      userErrors { field message code }
    }
  }`)

export const CANCEL_BULK = operation(`
  mutation CancelBulk($id: ID!) {
    bulkOperationCancel(id: $id) { bulkOperation { id } userErrors { field message } }
  }`)

export const BULK_BY_ID = operation(`
  query BulkById($id: ID!) {
    bulkOperation(id: $id) { id status errorCode objectCount fileSize url }
  }`)

/** The newest operations, without a search: its index lags behind. */
export const NEWEST_BULKS = operation(`
  query NewestBulks {
    bulkOperations(first: 50, sortKey: CREATED_AT, reverse: true) { nodes { id status createdAt query } }
  }`)

/** What a bulk operation is to run, with edges for it knows no nodes. */
const BULK_LISTS = {
  products: (args: string) => `{ products${args} { edges { node { ${PRODUCT} } } } }`,
  variants: (args: string) => `{ productVariants${args} { edges { node { ${BULK_VARIANT} } } } }`,
  customers: (args: string) => `{ customers${args} { edges { node { ${CUSTOMER} } } } }`,
}

const BULK_VARIANT = variant(`inventoryLevels(includeInactive: true) { edges { node { ${LEVEL} } } }`)

/** The document of a whole list for a bulk operation, which takes no variables. */
export function bulkQuery(list: keyof typeof BULK_LISTS, search?: string): string {
  const text = search?.trim() ?? ''
  return BULK_LISTS[list](text === '' ? '' : `(query: ${JSON.stringify(text)})`)
}

function operation(source: string): Operation {
  const document = source.replaceAll(/\s+/g, ' ').trim()
  const found: Operation[] = []
  visit(parse(document, { noLocation: true }), {
    OperationDefinition: ({ name, selectionSet, operation: kind }) =>
      void found.push({
        name: name?.value ?? '',
        document,
        selections: selectionSet,
        isMutation: kind === OperationTypeNode.MUTATION,
      }),
  })
  const [only] = found
  if (!only) throw new Error(`No operation in ${document}`)
  return only
}

import { parse, type SelectionSetNode, visit } from 'graphql'

/** A document and what the cost model needs of it. */
export interface Operation {
  name: string
  document: string
  selections: SelectionSetNode
}

/** The most that a list gives at once. */
export const MAX_PAGE_SIZE = 250

export const PRODUCTS_PAGE = operation(/* GraphQL */ `
  query ProductsPage($first: Int!, $after: String, $query: String) {
    products(first: $first, after: $after, query: $query, sortKey: ID) {
      nodes {
        id
        title
        handle
        status
        vendor
        productType
        tags
        createdAt
        updatedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export const VARIANTS_PAGE = operation(/* GraphQL */ `
  query VariantsPage($first: Int!, $after: String, $query: String, $levels: Int!) {
    productVariants(first: $first, after: $after, query: $query, sortKey: ID) {
      nodes {
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
        product {
          id
          title
          status
        }
        selectedOptions {
          name
          value
        }
        inventoryItem {
          id
          tracked
          inventoryLevels(first: $levels, includeInactive: true) {
            nodes {
              isActive
              location {
                id
              }
              quantities(names: ["available"]) {
                name
                quantity
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

/** The stock of an item at more locations than its variant's page had room for. */
export const ITEM_LEVELS_PAGE = operation(/* GraphQL */ `
  query ItemLevelsPage($id: ID!, $first: Int!, $after: String) {
    inventoryItem(id: $id) {
      inventoryLevels(first: $first, after: $after, includeInactive: true) {
        nodes {
          isActive
          location {
            id
          }
          quantities(names: ["available"]) {
            name
            quantity
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

export const LOCATIONS_PAGE = operation(/* GraphQL */ `
  query LocationsPage($first: Int!, $after: String) {
    locations(first: $first, after: $after, includeInactive: true, includeLegacy: true) {
      nodes {
        id
        name
        isActive
        isFulfillmentService
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

/** Without `limit: null` it stops counting at 10,000. */
export const PRODUCTS_COUNT = operation(/* GraphQL */ `
  query ProductsCount($query: String) {
    productsCount(query: $query, limit: null) {
      count
    }
  }
`)

export const VARIANTS_COUNT = operation(/* GraphQL */ `
  query VariantsCount($query: String) {
    productVariantsCount(query: $query, limit: null) {
      count
    }
  }
`)

function operation(source: string): Operation {
  const document = source.replaceAll(/\s+/g, ' ').trim()
  const found: Operation[] = []
  visit(parse(document, { noLocation: true }), {
    OperationDefinition: ({ name, selectionSet }) =>
      void found.push({ name: name?.value ?? '', document, selections: selectionSet }),
  })
  const [only] = found
  if (!only) throw new Error(`No operation in ${document}`)
  return only
}

import {
  type DocumentNode,
  executeSync,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  validate,
} from 'graphql'
import type { BulkOperations } from './bulk-operations.ts'
import type { CostBucket, ThrottleStatus } from './cost-bucket.ts'
import { costOf } from './cost.ts'
import type { ShopifyContext } from './resolver.ts'
import { adminSchema } from './schema.ts'
import type { PreparedOperation } from './selections.ts'
import type { ShopifyWorld } from './shopify-world.ts'
import { invalidVariable, type ShopifyDocumentError, toShopifyErrors } from './validation.ts'

/** The largest cost that one query may ask for, on every plan. */
const MAX_QUERY_COST = 1000
const MAX_KEPT_DOCUMENTS = 200
const RATE_LIMITS_PAGE = 'https://shopify.dev/api/usage/rate-limits'

export interface GraphqlRequest {
  query: string
  variables: Record<string, unknown>
  operationName: string | undefined
  /** Report every search, not only those with warnings (header Shopify-Search-Query-Debug). */
  debugSearch: boolean
  /** Where the client finds the sandbox: `http://host:port`. */
  origin: string
}

/** An answer; its HTTP status is 200 whatever it holds. */
export interface GraphqlAnswer {
  data?: unknown
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[]
  extensions?: object
}

/** Executes documents against the world, and charges them to the bucket. */
export class GraphqlEngine {
  readonly #shopify: ShopifyWorld
  readonly #bulk: BulkOperations
  readonly #bucket: CostBucket
  readonly #documents = new Map<string, DocumentNode | ShopifyDocumentError[]>()

  constructor(shopify: ShopifyWorld, bulk: BulkOperations, bucket: CostBucket) {
    this.#shopify = shopify
    this.#bulk = bulk
    this.#bucket = bucket
  }

  execute(request: GraphqlRequest): GraphqlAnswer {
    const prepared = this.#prepare(request)
    if ('errors' in prepared) return prepared
    const { requested, actual: actualOf } = costOf(prepared)
    if (requested > MAX_QUERY_COST) return tooExpensive(requested)
    if (!this.#bucket.take(requested)) return throttled(requested, this.#bucket.status())

    const context: ShopifyContext = {
      shopify: this.#shopify,
      bulk: this.#bulk,
      origin: request.origin,
      searches: [],
    }
    const { data, errors } = executeSync({
      schema: prepared.schema,
      document: prepared.document,
      contextValue: context,
      variableValues: request.variables,
      operationName: request.operationName ?? null,
    })
    const actual = actualOf(data)
    this.#bucket.refund(requested - actual)
    const searches = context.searches.filter((report) => request.debugSearch || report.warnings.length > 0)
    return {
      ...(errors !== undefined && { errors: errors.map((error) => error.toJSON()) }),
      data,
      extensions: {
        ...costReport(requested, actual, this.#bucket.status()),
        ...(searches.length > 0 && { search: searches }),
      },
    }
  }

  /** Refuses a request as if the bucket were one point short of what it asks for. */
  throttle(request: GraphqlRequest): GraphqlAnswer {
    const prepared = this.#prepare(request)
    if ('errors' in prepared) return prepared
    const { requested } = costOf(prepared)
    return throttled(requested, { ...this.#bucket.status(), currentlyAvailable: Math.max(0, requested - 1) })
  }

  /** Parsed and validated once for each text. */
  #document(query: string): DocumentNode | ShopifyDocumentError[] {
    const known = this.#documents.get(query)
    if (known !== undefined) return known
    if (this.#documents.size >= MAX_KEPT_DOCUMENTS) this.#documents.clear()
    const document = readDocument(query)
    this.#documents.set(query, document)
    return document
  }

  #prepare(request: GraphqlRequest): PreparedOperation | { errors: ShopifyDocumentError[] } {
    const document = this.#document(request.query)
    if (Array.isArray(document)) return { errors: document }
    const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
    const operation =
      request.operationName === undefined
        ? operations[0]
        : operations.find((one) => one.name?.value === request.operationName)
    if (operation === undefined || (request.operationName === undefined && operations.length > 1)) {
      const named =
        request.operationName === undefined ? 'An operation name is required' : 'No such operation'
      return { errors: [{ message: named, extensions: { code: 'BAD_REQUEST' } }] }
    }
    const schema = adminSchema()
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      request.variables,
    )
    if (errors !== undefined) return { errors: errors.map((error) => invalidVariable(error, operation)) }
    return { schema, document, operation, variables: coerced }
  }
}

function readDocument(query: string): DocumentNode | ShopifyDocumentError[] {
  const schema = adminSchema()
  let document: DocumentNode
  try {
    document = parse(query)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const locations = (error.locations ?? []).map(({ line, column }) => ({ line, column }))
    return [{ message: error.message, locations, extensions: { code: 'BAD_REQUEST' } }]
  }
  const errors = validate(schema, document)
  return errors.length > 0 ? toShopifyErrors(schema, document, errors) : document
}

function costReport(requested: number, actual: number | null, throttleStatus: ThrottleStatus): object {
  return { cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus } }
}

/** Nothing was executed, nothing is charged. */
function throttled(requested: number, status: ThrottleStatus): GraphqlAnswer {
  return {
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: RATE_LIMITS_PAGE } }],
    extensions: costReport(requested, null, status),
  }
}

function tooExpensive(cost: number): GraphqlAnswer {
  const message = `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_QUERY_COST}).`
  return {
    errors: [
      {
        message,
        extensions: {
          code: 'MAX_COST_EXCEEDED',
          cost,
          maxCost: MAX_QUERY_COST,
          documentation: RATE_LIMITS_PAGE,
        },
      },
    ],
  }
}

import type { CallOptions } from '../call.ts'
import type { Failures } from '../failures.ts'
import { describeIssues } from '../rows.ts'
import * as documents from './documents.ts'
import type { GraphqlTransport } from './graphql.ts'
import { nodesByIds } from './lists.ts'
import * as responses from './responses.ts'

/** As many as Shopify sets at once. */
export const MAX_METAFIELDS_IN_CALL = 25

export interface MetafieldEntry {
  /** gid://shopify/Customer/… */
  ownerId: string
  namespace: string
  key: string
  type: 'number_decimal' | 'number_integer' | 'single_line_text_field' | 'date_time'
  value: string
}

/** An entry that Shopify blames, so that it can be taken out and the others sent again. */
export interface RejectedMetafield {
  /** In the entries as they were given. */
  index: number
  reason: 'OWNER_GONE' | 'REFUSED'
  message: string
}

export type MetafieldsSetResult =
  | { kind: 'applied' }
  /** Nothing was applied. `entries`: each that Shopify blames once, in their order; `message` is all that it said. */
  | { kind: 'rejected'; entries: RejectedMetafield[]; message: string }

export interface MetafieldDefinition {
  namespace: string
  key: string
  name: string
  type: MetafieldEntry['type']
  description: string
}

/** Values of our own beside Shopify's customers. */
export interface ShopifyMetafields {
  /**
   * The values of these keys in one namespace, of at most 250 customers, as they are now: null where there is none. A
   * customer that does not exist is absent. Shopify writes a moment in its own way, as 2026-11-21T08:00:00+00:00.
   */
  read(
    customerIds: readonly string[],
    fields: { namespace: string; keys: readonly string[] },
    call: CallOptions,
  ): Promise<Map<string, Record<string, string | null>>>
  /**
   * Sets at most 25: all of them or none. Safe to repeat.
   * @throws CodedError SHOPIFY_REFUSED when Shopify blames no entry; what {@link GraphqlTransport.query} throws
   */
  set(entries: readonly MetafieldEntry[], call: CallOptions): Promise<MetafieldsSetResult>
  /** Those that are not there, or whose customer is gone, are no error. Safe to repeat. */
  remove(
    entries: readonly Pick<MetafieldEntry, 'ownerId' | 'namespace' | 'key'>[],
    call: CallOptions,
  ): Promise<void>
  /**
   * Creates those definitions for customers that are missing: closed to the storefront, and pinned in the admin while
   * Shopify has room for pins.
   * @throws CodedError SHOPIFY_REFUSED, also when one is there with another type
   */
  define(definitions: readonly MetafieldDefinition[], call: CallOptions): Promise<void>
}

export function createMetafields(graphql: GraphqlTransport, failures: Failures): ShopifyMetafields {
  async function define(definition: MetafieldDefinition, pin: boolean, call: CallOptions): Promise<void> {
    const access = { storefront: 'NONE', customerAccount: 'NONE' }
    const variables = { definition: { ...definition, ownerType: 'CUSTOMER', pin, access } }
    const errors = await graphql.query(documents.METAFIELD_DEFINE, variables, responses.metafieldDefine, call)
    // somebody, or an attempt whose answer was lost, has created it meanwhile
    if (errors.every(({ code }) => code === 'TAKEN')) return
    if (pin && errors.every(({ code }) => code === 'PINNED_LIMIT_REACHED'))
      return define(definition, false, call)
    const { namespace, key } = definition
    throw failures.make(
      'SHOPIFY_REFUSED',
      `Shopify refused to define ${namespace}.${key}: ${sentences(errors)}`,
    )
  }

  return {
    async read(customerIds, { namespace, keys }, call) {
      const { MAX_PAGE_SIZE } = documents
      if (customerIds.length > MAX_PAGE_SIZE)
        throw new RangeError(
          `${customerIds.length} customers were given, at most ${MAX_PAGE_SIZE} are allowed`,
        )
      if (keys.length === 0) throw new RangeError('No keys of metafields were given')
      if (customerIds.length === 0) return new Map()
      const operation = documents.customerMetafields(keys.length)
      const variables = { namespace, ...Object.fromEntries(keys.map((key, n) => [`key${n}`, key])) }
      const nodes = await nodesByIds(graphql, operation, variables, customerIds, call)
      return new Map(
        nodes.map((node) => {
          const parsed = responses.customerMetafields.safeParse(node)
          if (!parsed.success) {
            const what = describeIssues(parsed.error, node)
            throw failures.make('UNEXPECTED_ANSWER', `Shopify sent metafields of a customer with ${what}`)
          }
          const { id, ...found } = parsed.data
          return [id, Object.fromEntries(keys.map((key, n) => [key, found[`m${n}`]?.value ?? null]))]
        }),
      )
    },

    async set(entries, call) {
      if (entries.length > MAX_METAFIELDS_IN_CALL) {
        const text = `${entries.length} metafields were given, at most ${MAX_METAFIELDS_IN_CALL} are allowed`
        throw new RangeError(text)
      }
      if (entries.length === 0) return { kind: 'applied' }
      const variables = { metafields: entries }
      const errors = await graphql.query(documents.METAFIELDS_SET, variables, responses.metafieldsSet, call)
      const result = setResult(errors, failures)
      if (result.kind === 'applied' || result.entries.length > 0) return result
      const isInternal = errors.every(({ code }) => code === 'INTERNAL_ERROR')
      const text = `Shopify refused to set metafields: ${result.message}`
      throw failures.make(isInternal ? 'PLATFORM_UNREACHABLE' : 'SHOPIFY_REFUSED', text)
    },

    async remove(entries, call) {
      const { MAX_PAGE_SIZE } = documents
      for (let from = 0; from < entries.length; from += MAX_PAGE_SIZE) {
        let left = entries
          .slice(from, from + MAX_PAGE_SIZE)
          .map(({ ownerId, namespace, key }) => ({ ownerId, namespace, key }))
        while (left.length > 0) {
          const variables = { metafields: left }
          const errors = await graphql.query(
            documents.METAFIELDS_DELETE,
            variables,
            responses.metafieldsDelete,
            call,
          )
          if (errors.length === 0) break
          const gone = new Set(errors.filter(isOwnerGone).map(indexOf))
          const others = left.filter((_, index) => !gone.has(index))
          if (others.length === left.length)
            throw failures.make(
              'SHOPIFY_REFUSED',
              `Shopify refused to delete metafields: ${sentences(errors)}`,
            )
          left = others
        }
      }
    },

    async define(definitions, call) {
      for (const [namespace, wanted] of Map.groupBy(definitions, (one) => one.namespace)) {
        const known = await graphql.query(
          documents.METAFIELD_DEFINITIONS,
          { namespace },
          responses.metafieldDefinitions,
          call,
        )
        const types = new Map(known.map(({ key, type }) => [key, type.name]))
        for (const definition of wanted) {
          const { key, type } = definition
          const there = types.get(key)
          if (there === undefined) await define(definition, true, call)
          else if (there !== type) {
            const text = `The metafield definition ${namespace}.${key} of the shop has the type ${there}, expected ${type}`
            throw failures.make('SHOPIFY_REFUSED', text)
          }
        }
      }
    },
  }
}

/** What Shopify's errors say of the entries of one metafieldsSet. One of Shopify's own blames no entry. */
export function setResult(errors: responses.MetafieldErrors, failures: Failures): MetafieldsSetResult {
  if (errors.length === 0) return { kind: 'applied' }
  const entries = new Map<number, RejectedMetafield>()
  for (const error of errors) {
    const index = indexOf(error)
    if (index === null || error.code === 'INTERNAL_ERROR' || entries.has(index)) continue
    const reason = isOwnerGone(error) ? 'OWNER_GONE' : 'REFUSED'
    entries.set(index, { index, reason, message: failures.redact(sentences([error])) })
  }
  return {
    kind: 'rejected',
    entries: [...entries.values()].toSorted((a, b) => a.index - b.index),
    message: failures.redact(sentences(errors)),
  }
}

type MetafieldError = responses.MetafieldErrors[number]

/** From `["metafields", "1", …]`: Shopify's own elementIndex was null in every answer on record. */
function indexOf({ field }: MetafieldError): number | null {
  const [list, index = ''] = field ?? []
  return list === 'metafields' && /^\d+$/.test(index) ? Number(index) : null
}

function isOwnerGone({ field }: MetafieldError): boolean {
  return field?.[2] === 'ownerId'
}

function sentences(errors: responses.MetafieldErrors): string {
  return errors.map(({ code, message }) => (code ? `${code}, ${message}` : message)).join('; ')
}

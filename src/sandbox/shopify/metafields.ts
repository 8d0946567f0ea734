import { createHash } from 'node:crypto'
import type { ShopifyCustomer, ShopifyMetafield } from './shopify-records.ts'
import type { ShopifyWorld } from './shopify-world.ts'

/** The namespace of a metafield that was given none: the app's own. */
const APP_NAMESPACE = 'app--100001'
const MAX_INTEGER = 9_007_199_254_740_991n
const MAX_DECIMAL = 9_999_999_999_999

/** What is to be set; `type` may be left to the definition. */
export interface GivenMetafield {
  namespace?: string | null
  key: string
  type?: string | null
  value: string
  compareDigest?: string | null
}

/** Why an entry is refused: in words as they were recorded, and where in the entry. */
export interface MetafieldProblem {
  at: string[]
  code: string
  message: string
}

/** A type's word against a value; undefined when it takes it. */
const PROBLEMS: Readonly<Record<string, (value: string) => string | undefined>> = {
  number_integer: (value) => {
    if (!/^[+-]?\d+$/.test(value)) return 'Value must be an integer.'
    return outOfRange(BigInt(value.replace('+', '')), MAX_INTEGER)
  },
  number_decimal: (value) => {
    if (!/^[+-]?\d+(\.\d+)?$/.test(value)) return 'Value must be a decimal.'
    return outOfRange(Number(value), MAX_DECIMAL)
  },
  single_line_text_field: (value) => {
    if (value.trim() === '') return "Value can't be blank."
    return /[\r\n]/.test(value) ? 'Value must be a single line text string.' : undefined
  },
  date_time: (value) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.test(value) &&
    !Number.isNaN(Date.parse(value))
      ? undefined
      : 'Value must be in YYYY-MM-DDTHH:MM:SS format.',
}

export function isMetafieldType(type: string): boolean {
  return type in PROBLEMS
}

function outOfRange<N extends number | bigint>(value: N, max: N): string | undefined {
  if (value > max) return `Value can't exceed ${max}.`
  return value < -max ? `Value can't be less than -${max}.` : undefined
}

/** What Shopify has against setting it; undefined when there is nothing. */
export function problemOf(
  shopify: ShopifyWorld,
  customer: ShopifyCustomer | undefined,
  given: GivenMetafield,
): MetafieldProblem | undefined {
  const { key, value, compareDigest } = given
  if (customer === undefined) {
    return { at: ['ownerId'], code: 'INVALID', message: 'Owner does not exist.' }
  }
  const namespace = namespaceOf(given)
  const length = lengthProblem('namespace', namespace, 3, 255) ?? lengthProblem('key', key, 2, 64)
  if (length !== undefined) return length

  const definition = definitionOf(shopify, namespace, key)
  const type = given.type ?? definition?.type
  if (type === undefined) return { at: ['type'], code: 'BLANK', message: "Type can't be blank" }
  if (!isMetafieldType(type)) {
    const message = `Type must be one of the following: ${Object.keys(PROBLEMS).join(', ')}.`
    return { at: ['type'], code: 'INCLUSION', message }
  }
  if (definition !== undefined && type !== definition.type) {
    const message = `Type '${type}' must be consistent with the definition's type: '${definition.type}'.`
    return { at: ['type'], code: 'INVALID_TYPE', message }
  }
  const problem = PROBLEMS[type]!(value)
  if (problem !== undefined) return { at: ['value'], code: 'INVALID_VALUE', message: problem }

  const known = metafieldOf(customer, given)
  if (typeof compareDigest === 'string' && known === undefined) {
    return { at: [], code: 'INVALID_COMPARE_DIGEST', message: 'Invalid `compareDigest` value.' }
  }
  const isStale = compareDigest === null ? known !== undefined : known && digestOf(known) !== compareDigest
  if (compareDigest !== undefined && isStale === true) {
    const message =
      'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.'
    return { at: [], code: 'STALE_OBJECT', message }
  }
  return undefined
}

/** Sets what {@link problemOf} has nothing against. */
export function setMetafield(
  shopify: ShopifyWorld,
  customer: ShopifyCustomer,
  given: GivenMetafield,
): ShopifyMetafield {
  const namespace = namespaceOf(given)
  const type = given.type ?? definitionOf(shopify, namespace, given.key)!.type
  const value = type === 'date_time' ? withOffset(given.value) : given.value
  return shopify.setMetafield(customer, { namespace, key: given.key, type, value })
}

export function metafieldOf(
  { metafields }: ShopifyCustomer,
  given: { namespace?: string | null; key: string },
): ShopifyMetafield | undefined {
  const namespace = namespaceOf(given)
  return metafields.find((one) => one.namespace === namespace && one.key === given.key)
}

export function digestOf({ value }: ShopifyMetafield): string {
  return createHash('sha256').update(value).digest('hex')
}

export function definitionOf({ metafieldDefinitions }: ShopifyWorld, namespace: string, key: string) {
  return metafieldDefinitions.records.find((one) => one.namespace === namespace && one.key === key)
}

export function namespaceOf({ namespace }: { namespace?: string | null }): string {
  return namespace ?? APP_NAMESPACE
}

export function lengthProblem(
  field: 'key' | 'namespace',
  text: string,
  min: number,
  max: number,
): MetafieldProblem | undefined {
  const name = field === 'key' ? 'Key' : 'Namespace'
  if (text.length < min) {
    return { at: [field], code: 'TOO_SHORT', message: `${name} is too short (minimum is ${min} characters)` }
  }
  if (text.length > max) {
    return { at: [field], code: 'TOO_LONG', message: `${name} is too long (maximum is ${max} characters)` }
  }
  return undefined
}

/** As recorded: `2026-11-21T08:00:00.5Z` comes back as `2026-11-21T08:00:00+00:00`. */
function withOffset(value: string): string {
  const [, moment, zone] = /^(.{19})(?:\.\d+)?(.*)$/.exec(value)!
  return `${moment}${zone === '' || zone === 'Z' ? '+00:00' : zone}`
}

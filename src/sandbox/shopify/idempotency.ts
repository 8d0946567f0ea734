import { getDirectiveValues, type GraphQLResolveInfo } from 'graphql'
import { badRequest } from './shopify-error.ts'

/** How long an answer is kept under its key. */
const KEPT_MS = 86_400_000

/** What a request with a key meets in place of being carried out; the texts are the schema's own. */
const REFUSALS = {
  IDEMPOTENCY_CONCURRENT_REQUEST: 'This request is currently in progress, please try again.',
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH:
    'The same idempotency key cannot be used with different operation parameters.',
  IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED:
    'A previous request with this idempotency key failed. Retry with a new idempotency key.',
}

/** An error of an input, as Shopify lists it beside what a mutation returns. */
export interface MutationError {
  field: string[] | null
  message: string
  code: string
}

/**
 * How requests to come are met, one each: as if the first with their key were still on its way (any request), or as
 * if an earlier one with their key had broken off (the first request with a key, which is then spoilt).
 */
export type IdempotencyTrouble = 'CONCURRENT_REQUEST' | 'PREVIOUS_ATTEMPT_FAILED'

interface Kept {
  parameters: string
  answer: object
  until: number
}

/** The answers to mutations with `@idempotent(key:)`: what has a known key is not carried out again. */
export class IdempotencyKeys {
  readonly nextTroubles: IdempotencyTrouble[] = []
  readonly #now: () => number
  readonly #kept = new Map<string, Kept>()

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * The stored answer of the key, or that of `carryOut`, which is stored whatever it says: nothing but a new key gets
   * another. Parameters are the same when their JSON is, order included. `refuse` makes the answer of a refusal.
   */
  answer<T extends object>(
    key: string,
    parameters: unknown,
    carryOut: () => T,
    refuse: (error: MutationError) => T,
  ): object {
    const text = JSON.stringify(parameters)
    const kept = this.#kept.get(key)
    const known = kept !== undefined && this.#now() < kept.until ? kept : undefined
    if (known !== undefined && known.parameters !== text)
      return refuse(refusal('IDEMPOTENCY_KEY_PARAMETER_MISMATCH'))
    const [trouble] = this.nextTroubles
    if (trouble === 'CONCURRENT_REQUEST') {
      this.nextTroubles.shift()
      return refuse(refusal('IDEMPOTENCY_CONCURRENT_REQUEST'))
    }
    if (known !== undefined) return known.answer
    let answer: T
    if (trouble === 'PREVIOUS_ATTEMPT_FAILED') {
      this.nextTroubles.shift()
      answer = refuse(refusal('IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'))
    } else {
      answer = carryOut()
    }
    this.#kept.set(key, { parameters: text, answer, until: this.#now() + KEPT_MS })
    return answer
  }
}

function refusal(code: keyof typeof REFUSALS): MutationError {
  return { field: null, message: REFUSALS[code], code }
}

/** The key that the field of a mutation carries. @throws GraphQLError BAD_REQUEST without one, and for a blank one. */
export function idempotencyKeyOf({ schema, fieldNodes, variableValues }: GraphQLResolveInfo): string {
  const key: unknown = getDirectiveValues(
    schema.getDirective('idempotent')!,
    fieldNodes[0]!,
    variableValues,
  )?.['key']
  if (typeof key !== 'string')
    throw badRequest('The @idempotent directive is required for this mutation but was not provided.')
  if (key.trim() === '') throw badRequest('The idempotency key cannot be an empty string or whitespace only.')
  return key
}

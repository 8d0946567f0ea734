import { z } from 'zod'
import { isObject } from '../json.ts'

/**
 * The shapes of Nhanh's answers, v3.0. Tolerant where the live API was seen to differ from its documentation
 * (facts page, sections 3, 5, 6 and 13), strict elsewhere. The documentation never says what may be null.
 */

/** Decimal digits before the point that a price or quantity can have; more is a mistake, and more than we store. */
const MAX_WHOLE_DIGITS = 15
const DECIMALS = 4n

/**
 * A number, or one written as a string, as decimal text: no exponent, at most 4 decimals (half away from zero), no
 * trailing zeros. 4 decimals hold every amount of Nhanh and cut what floating point adds (0.30000000000000004).
 * Null when it is no such number.
 */
export function decimalText(value: number | string): string | null {
  // toFixed writes no exponent below 1e21; 12 decimals are more than are kept
  const text = typeof value === 'number' ? (Math.abs(value) < 1e21 ? value.toFixed(12) : '') : value
  const [, sign, whole, decimals = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === undefined || whole.replace(/^0+/, '').length > MAX_WHOLE_DIGITS) return null
  const scale = 10n ** DECIMALS
  const kept = BigInt(whole) * scale + BigInt(decimals.slice(0, 4).padEnd(4, '0'))
  const rounded = kept + ((decimals[4] ?? '0') >= '5' ? 1n : 0n)
  const fraction = (rounded % scale).toString().padStart(4, '0').replace(/0+$/, '')
  const digits = `${rounded / scale}${fraction && `.${fraction}`}`
  return sign === '-' && rounded !== 0n ? `-${digits}` : digits
}

/** Null and absent stay null: absent is not zero. */
const decimal = z
  .union([z.number(), z.string()], 'a decimal number')
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined) return null
    const text = decimalText(value)
    if (text === null)
      context.addIssue({ code: 'custom', message: `a decimal number of at most ${MAX_WHOLE_DIGITS} digits` })
    return text
  })

/** An integer of up to 64 bits, as the text of its digits. */
const INTEGER = 'an integer of at most 18 digits'
const integer = z
  .union([z.int(), z.string().regex(/^-?\d{1,18}$/, INTEGER)], INTEGER)
  .transform((value) => BigInt(value).toString())

/** `code` was seen as a number. */
const text = z
  .union([z.string(), z.number()], 'a text')
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? null : String(value)))

/** Unix seconds; PHP's 0 for no time is null. A number of milliseconds is refused. */
const time = z
  .union([z.int(), z.string().regex(/^\d+$/, 'unix seconds').transform(Number)], 'unix seconds')
  .refine((seconds) => seconds >= 0 && seconds < 1e11, 'unix seconds')
  .nullish()
  .transform((seconds) => (seconds ? new Date(seconds * 1000) : null))

/** PHP writes an empty object as `[]`; an object was also seen alone in an array. */
function phpObject<S extends z.ZodType>(schema: S) {
  return z.preprocess(
    (value) => (Array.isArray(value) && value.length < 2 ? (value[0] ?? null) : value),
    schema.nullish(),
  )
}

/** An id, or the object that has it (detail and webhooks); empty in the ways PHP has. */
const reference = z.preprocess(
  (value) => {
    const one: unknown = Array.isArray(value) && value.length < 2 ? value[0] : value
    return isObject(one) ? one.id : one
  },
  integer.nullish().transform((id) => id ?? null),
)

const stock = {
  available: decimal,
  remain: decimal,
  holding: decimal,
  shipping: decimal,
  damaged: decimal,
}

export const productRow = z.object({
  id: integer,
  parentId: integer.nullish(),
  code: text,
  barcode: text,
  name: z.string(),
  otherName: text,
  type: reference,
  status: integer,
  prices: phpObject(
    z.object({ retail: decimal, old: decimal, wholesale: decimal, import: decimal, avgCost: decimal }),
  ),
  inventory: phpObject(
    z.object({ ...stock, depots: z.array(z.object({ id: integer, ...stock })).nullish() }),
  ),
  attributes: z.array(z.object({ name: z.string(), value: text })).nullish(),
  createdAt: time,
  updatedAt: time,
})
export type ProductRow = z.output<typeof productRow>

/** A product whose stock changed; the numbers beside it are read with the product. */
export const stockChangeRow = z.object({ productId: integer })

/** A product's stock as product/inventory has it, whose id is `productId`. */
export const stockRow = z.object({
  productId: integer,
  inventory: phpObject(
    z.object({
      available: decimal,
      depots: z.array(z.object({ id: integer, available: decimal })).nullish(),
    }),
  ),
})
export type StockRow = z.output<typeof stockRow>

/** A product's components, as product/list has them. */
export const comboRow = z.object({
  id: integer,
  combos: z
    .array(
      z.object({
        id: integer,
        quantity: decimal.transform((quantity, context) => {
          if (quantity !== null && Number(quantity) > 0) return quantity
          context.addIssue({ code: 'custom', message: 'a decimal number above 0' })
          return z.NEVER
        }),
      }),
    )
    .nullish(),
})
export type ComboRow = z.output<typeof comboRow>

const named = phpObject(z.object({ name: text }))

export const customerRow = z.object({
  id: integer,
  type: reference,
  name: z.string(),
  mobile: text,
  email: text,
  code: text,
  address: text,
  level: named,
  group: named,
  totalAmount: decimal,
  points: z
    .union([
      z.int32(),
      z
        .string()
        .regex(/^-?\d{1,9}$/, 'an integer')
        .transform(Number),
    ])
    .nullish(),
  updatedAt: time,
})
export type CustomerRow = z.output<typeof customerRow>

export const depotRow = z.object({ id: integer, code: text, name: z.string() })

/** The data of app/checkaccesstoken; the rest of it is not needed. */
export const tokenData = z.object({ expiredAt: time })

/** `code` 1 is success; 0, false and their strings are failures. */
export const envelope = z.object({
  code: z
    .union([z.literal([0, 1]), z.boolean(), z.literal(['0', '1'])], '1 for success or 0 for failure')
    .transform((code) => code === true || Number(code) === 1),
  errorCode: z.union([z.string(), z.number()]).nullish(),
  /** A text, an array of texts, or field → text; the rate limit's answer is documented with the singular. */
  messages: z.unknown().optional(),
  message: z.unknown().optional(),
  data: z.unknown().optional(),
  paginator: phpObject(z.looseObject({})),
})
export type Envelope = z.output<typeof envelope>

/** The data of ERR_429. */
export const lock = phpObject(
  z.object({
    lockedSeconds: z.coerce.number().optional().catch(undefined),
    unlockedAt: z.coerce.number().optional().catch(undefined),
  }),
).catch(null)

/** All that the platform said, on one line; '' when it said nothing. */
export function messagesOf({ messages, message }: Envelope): string {
  return [...sentences(messages), ...sentences(message)].join('; ')
}

function sentences(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (Array.isArray(value)) return value.flatMap(sentences)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([field, said]) =>
      sentences(said).map((sentence) => `${field}: ${sentence}`),
    )
  return []
}

import { z } from 'zod'
import { NhanhError } from './nhanh-error.ts'

const MAX_IDS = 100

const int = z.int({ error: 'must be integer' })
const text = z.string({ error: 'must be string' })
const ints = z.array(int, { error: 'must be array' })
const ids = ints.max(MAX_IDS, { error: `must have at most ${MAX_IDS} items` })
const day = text.regex(/^(\d{4}-\d{2}-\d{2})?$/, { error: 'must be a date yyyy-mm-dd' })
const updated = { updatedAtFrom: int.optional(), updatedAtTo: int.optional() }

/** PHP takes an empty array for an empty object; unknown keys are ignored, as Nhanh does with filters it does not know. */
function form<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(
    (value) =>
      value === undefined || value === null || (Array.isArray(value) && value.length === 0) ? {} : value,
    z.object(shape, { error: 'must be object' }),
  )
}

const paginator = form({
  size: int.optional(),
  sort: z.preprocess(
    (value) => (Array.isArray(value) && value.length === 0 ? undefined : value),
    z.record(text, z.enum(['asc', 'desc'], { error: 'must be asc or desc' })).optional(),
  ),
  next: z.unknown().optional(),
})

/** How a list is to be paged, as asked. */
export type Paginator = z.infer<typeof paginator>

export const productListForm = form({
  filters: form({
    ids: ids.optional(),
    name: text.optional(),
    parentId: int.optional(),
    gpid: z.literal([-1, -2, 1, 2, 3], { error: 'must be one of -1, -2, 1, 2, 3' }).optional(),
    categoryIds: ints.optional(),
    status: ints.optional(),
    price: form({ from: z.number().optional(), to: z.number().optional() }),
    brandIds: ints.optional(),
    ...updated,
  }),
  paginator,
})

export const inventoryForm = form({
  filters: form({
    ids: ids.optional(),
    name: text.optional(),
    depotIds: ints.optional(),
    categoryId: int.optional(),
    status: ints.optional(),
    brandIds: ints.optional(),
    ...updated,
  }),
  paginator,
})

export const detailForm = form({ filters: form({ id: int }) })

export const customerListForm = form({
  filters: form({
    ids: ids.optional(),
    id: int.optional(),
    type: int.optional(),
    mobile: text.optional(),
    lastBoughtDateFrom: day.optional(),
    lastBoughtDateTo: day.optional(),
    ...updated,
  }),
  paginator,
})

export const depotForm = form({ filters: form({ ids: ints.optional() }), paginator })

export const tokenForm = form({ secretKey: text.min(1, { error: 'is required' }) })

/** @throws NhanhError ERR_INVALID_FORM_FIELDS, with a text for each field that is wrong. */
export function readForm<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const messages: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const field = fieldOf(issue.path)
    messages[field] ??= `${field} ${issue.message}`
  }
  throw new NhanhError('ERR_INVALID_FORM_FIELDS', messages)
}

/** `filters.ids`, not `filters.ids.0`: the text is about the field as a whole. */
function fieldOf(path: PropertyKey[]): string {
  const names = path.filter((part) => typeof part === 'string')
  return names.length > 0 ? names.join('.') : 'data'
}

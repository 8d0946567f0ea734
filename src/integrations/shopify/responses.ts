import { z } from 'zod'

/** The shapes of Shopify's answers, as the Admin schema 2026-10 has them: strict. */

const cost = z.object({
  requestedQueryCost: z.number().nullish(),
  throttleStatus: z
    .object({
      maximumAvailable: z.number().positive(),
      currentlyAvailable: z.number(),
      restoreRate: z.number().positive(),
    })
    .nullish(),
})

export const graphqlError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z.looseObject({ code: z.string().nullish().catch(null) }).nullish(),
})

export const envelope = z.object({
  data: z.unknown().optional(),
  /** A 401 or 404 says it in one string. */
  errors: z.union([z.array(graphqlError), z.string()]).nullish(),
  extensions: z
    .object({
      cost: cost.nullish().catch(null),
      search: z
        .array(
          z.object({
            query: z.string().nullish(),
            warnings: z.array(z.object({ field: z.string().nullish(), message: z.string() })).nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
})
export type Envelope = z.output<typeof envelope>

const gid = (type: string) =>
  z.string().regex(new RegExp(`^gid://shopify/${type}/\\d+$`), `an id like gid://shopify/${type}/1`)
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
/** As sent: a decimal string, which never becomes a floating point number. */
const money = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,4})?$/, 'a decimal number as a string, of at most 15 digits and 4 decimals')
const text = z
  .string()
  .nullable()
  .transform((value) => (value === '' ? null : value))

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })
/** The rows are parsed one by one. */
const connection = z.object({ nodes: z.array(z.unknown()), pageInfo })
export type Connection = z.output<typeof connection>

const productStatus = z.enum(['ACTIVE', 'DRAFT', 'ARCHIVED', 'UNLISTED'])

export const productRow = z.object({
  id: gid('Product'),
  title: z.string(),
  handle: z.string(),
  status: productStatus,
  vendor: z.string(),
  productType: z.string(),
  tags: z.array(z.string()),
  createdAt: time,
  updatedAt: time,
})

export const levels = z.object({
  nodes: z.array(
    z.object({
      isActive: z.boolean(),
      location: z.object({ id: gid('Location') }),
      quantities: z.array(z.object({ name: z.string(), quantity: z.int() })),
    }),
  ),
  pageInfo,
})
export type Levels = z.output<typeof levels>

export const variantRow = z.object({
  id: gid('ProductVariant'),
  title: z.string(),
  sku: text,
  barcode: text,
  price: money,
  compareAtPrice: money.nullable(),
  inventoryPolicy: z.enum(['DENY', 'CONTINUE']),
  inventoryQuantity: z.int32().nullable(),
  requiresComponents: z.boolean(),
  position: z.int32(),
  createdAt: time,
  updatedAt: time,
  product: z.object({ id: gid('Product'), title: z.string(), status: productStatus }),
  selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  inventoryItem: z.object({ id: gid('InventoryItem'), tracked: z.boolean(), inventoryLevels: levels }),
})
export type VariantRow = z.output<typeof variantRow>
export type ProductRow = z.output<typeof productRow>

export const locationRow = z.object({
  id: gid('Location'),
  name: z.string(),
  isActive: z.boolean(),
  isFulfillmentService: z.boolean(),
})

export const productsPage = z.object({ products: connection })
export const variantsPage = z.object({ productVariants: connection })
export const locationsPage = z.object({ locations: connection })
export const itemLevelsPage = z.object({
  inventoryItem: z.object({ inventoryLevels: z.unknown() }).nullable(),
})
const count = z.object({ count: z.int().nonnegative() })
export const productsCount = z.object({ productsCount: count })
export const variantsCount = z.object({ productVariantsCount: count })

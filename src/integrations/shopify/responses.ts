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
/** UnsignedInt64: digits in a JSON string. */
const unsigned = z.string().regex(/^\d+$/, 'digits in a string').transform(Number).pipe(z.int().nonnegative())

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

export const customerRow = z.object({
  id: gid('Customer'),
  firstName: text,
  lastName: text,
  defaultEmailAddress: z.object({ emailAddress: text }).nullable(),
  defaultPhoneNumber: z.object({ phoneNumber: text }).nullable(),
  defaultAddress: z.object({ phone: text }).nullable(),
  tags: z.array(z.string()),
  note: text,
  amountSpent: z.object({ amount: money, currencyCode: z.string() }),
  numberOfOrders: unsigned,
  state: z.enum(['DECLINED', 'DISABLED', 'ENABLED', 'INVITED']),
  createdAt: time,
  updatedAt: time,
})
export type CustomerRow = z.output<typeof customerRow>

export const locationRow = z.object({
  id: gid('Location'),
  name: z.string(),
  isActive: z.boolean(),
  isFulfillmentService: z.boolean(),
})

export const productsPage = z.object({ products: connection }).transform((data) => data.products)
export const variantsPage = z
  .object({ productVariants: connection })
  .transform((data) => data.productVariants)
export const customersPage = z.object({ customers: connection }).transform((data) => data.customers)
export const locationsPage = z.object({ locations: connection }).transform((data) => data.locations)
export const nodes = z.object({ nodes: z.array(z.unknown()) }).transform((data) => data.nodes)
export const itemLevelsPage = z.object({
  inventoryItem: z.object({ inventoryLevels: z.unknown() }).nullable(),
})
/** A location that is gone has no levels. */
export const locationLevelsPage = z
  .object({ location: z.object({ inventoryLevels: connection }).nullable() })
  .transform(({ location }) => location?.inventoryLevels ?? EMPTY)
const EMPTY: Connection = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }
const variantId = z.object({ id: gid('ProductVariant') })
export const productVariants = z.object({
  id: gid('Product'),
  variants: z.object({ nodes: z.array(variantId), pageInfo }),
})
export const variantIdRow = variantId.transform(({ id }) => id)
/** Empty for a product that is gone meanwhile. */
export const productVariantsPage = z
  .object({ product: z.object({ variants: connection }).nullable() })
  .transform(({ product }) => product?.variants ?? EMPTY)
export const levelItem = z.object({ item: z.object({ id: gid('InventoryItem') }) })

const count = z.object({ count: z.int().nonnegative() })
export const productsCount = z.object({ productsCount: count }).transform((data) => data.productsCount.count)
export const variantsCount = z
  .object({ productVariantsCount: count })
  .transform((data) => data.productVariantsCount.count)
export const customersCount = z
  .object({ customersCount: count })
  .transform((data) => data.customersCount.count)

const bulkStatus = z.enum(['CREATED', 'RUNNING', 'CANCELING', 'CANCELED', 'COMPLETED', 'FAILED', 'EXPIRED'])
export type BulkStatus = z.output<typeof bulkStatus>

export const bulkById = z
  .object({
    bulkOperation: z
      .object({
        id: gid('BulkOperation'),
        status: bulkStatus,
        errorCode: z.string().nullable(),
        objectCount: unsigned,
        fileSize: unsigned.nullable(),
        url: z.string().nullable(),
      })
      .nullable(),
  })
  .transform((data) => data.bulkOperation)
export const newestBulks = z
  .object({
    bulkOperations: z.object({
      nodes: z.array(
        z.object({ id: gid('BulkOperation'), status: bulkStatus, createdAt: time, query: z.string() }),
      ),
    }),
  })
  .transform((data) => data.bulkOperations.nodes)
const userErrors = z.array(z.object({ message: z.string(), code: z.string().nullish() }))
const bulkStart = z.object({ bulkOperation: z.object({ id: gid('BulkOperation') }).nullable(), userErrors })
export type BulkStart = z.output<typeof bulkStart>
export const runBulk = z
  .object({ bulkOperationRunQuery: bulkStart })
  .transform((data) => data.bulkOperationRunQuery)
export const runBulkMutation = z
  .object({ bulkOperationRunMutation: bulkStart })
  .transform((data) => data.bulkOperationRunMutation)
export const cancelBulk = z
  .object({ bulkOperationCancel: z.object({ userErrors }) })
  .transform((data) => data.bulkOperationCancel.userErrors)

export const setQuantities = z
  .object({
    inventorySetQuantities: z.object({
      inventoryAdjustmentGroup: z.object({ id: z.string() }).nullish(),
      userErrors: z.array(
        z.object({
          code: z.string().nullish(),
          field: z.array(z.string()).nullish(),
          message: z.string(),
        }),
      ),
    }),
  })
  .transform(({ inventorySetQuantities: answer }) => ({
    adjustmentId: answer.inventoryAdjustmentGroup?.id ?? null,
    userErrors: answer.userErrors,
  }))

export const orderLine = z.object({
  unfulfilledQuantity: z.int().nonnegative(),
  /** Null when the variant was deleted since. */
  variant: z.object({ id: gid('ProductVariant') }).nullable(),
})
export const orderRow = z.object({
  id: gid('Order'),
  createdAt: time,
  cancelledAt: time.nullable(),
  closed: z.boolean(),
  lineItems: z.object({ nodes: z.array(orderLine), pageInfo }),
})
export type OrderRow = z.output<typeof orderRow>
export const ordersPage = z.object({ orders: connection }).transform((data) => data.orders)
/** An order that was deleted meanwhile waits for nothing. */
export const orderLinesPage = z
  .object({ order: z.object({ lineItems: connection }).nullable() })
  .transform(({ order }) => order?.lineItems ?? EMPTY)

export const appScopes = z
  .object({
    currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  })
  .transform((data) => data.currentAppInstallation.accessScopes.map(({ handle }) => handle))

const metafieldErrors = z.array(
  z.object({
    code: z.string().nullish(),
    field: z.array(z.string()).nullish(),
    message: z.string(),
  }),
)
export type MetafieldErrors = z.output<typeof metafieldErrors>
const metafieldsPayload = z.object({ userErrors: metafieldErrors })

export const metafieldsSet = z
  .object({ metafieldsSet: metafieldsPayload })
  .transform((data) => data.metafieldsSet.userErrors)
export const metafieldsDelete = z
  .object({ metafieldsDelete: metafieldsPayload })
  .transform((data) => data.metafieldsDelete.userErrors)
export const metafieldDefine = z
  .object({ metafieldDefinitionCreate: metafieldsPayload })
  .transform((data) => data.metafieldDefinitionCreate.userErrors)
export const metafieldDefinitions = z
  .object({
    metafieldDefinitions: z.object({
      nodes: z.array(z.object({ key: z.string(), type: z.object({ name: z.string() }) })),
    }),
  })
  .transform((data) => data.metafieldDefinitions.nodes)
/** The metafields under the names that the document gave them. */
export const customerMetafields = z
  .object({ id: gid('Customer') })
  .catchall(z.object({ value: z.string() }).nullable())

export const stageUpload = z
  .object({
    stagedUploadsCreate: z.object({
      stagedTargets: z
        .array(
          z.object({
            url: z.url(),
            parameters: z.array(z.object({ name: z.string(), value: z.string() })),
          }),
        )
        .nullable(),
      userErrors,
    }),
  })
  .transform((data) => data.stagedUploadsCreate)

/** A line of the result of a bulk mutation; without data the row was not carried out. */
export const metafieldsRow = z.object({
  __lineNumber: z.int().nonnegative(),
  data: z.object({ metafieldsSet: metafieldsPayload.nullable() }).nullish(),
  errors: z.array(graphqlError).nullish(),
})

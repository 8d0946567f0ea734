/**
 * Cuts Shopify's Admin schema down to what this project uses, and writes it as SDL without descriptions.
 *
 *   node scripts/prune-shopify-schema.ts <introspection.json[.gz]> [output.graphql]
 *
 * Without an output the SDL goes to standard output. The same input always gives the same bytes. What is kept is the
 * list below; arguments, types, deprecations and enum values of what is kept stay as Shopify has them.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import {
  buildClientSchema,
  type IntrospectionField,
  type IntrospectionNamedTypeRef,
  type IntrospectionQuery,
  type IntrospectionType,
  type IntrospectionTypeRef,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'

/** Type → the fields to keep. Scalars, enums and input types follow from the fields that use them. */
const KEPT: Record<string, string> = {
  QueryRoot: `products product productVariants productVariant productsCount productVariantsCount customers customer
    customersCount locations location inventoryItem inventoryItems inventoryLevel shop currentAppInstallation node
    nodes bulkOperation bulkOperations order orders metafieldDefinitions`,
  Mutation: `bulkOperationRunQuery bulkOperationRunMutation bulkOperationCancel stagedUploadsCreate
    inventorySetQuantities metafieldsSet metafieldsDelete metafieldDefinitionCreate customerUpdate`,
  Node: 'id',
  DisplayableError: 'field message',
  UserError: 'field message',
  PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
  Count: 'count precision',
  MoneyV2: 'amount currencyCode',

  Product: `id legacyResourceId title handle status vendor productType tags createdAt updatedAt totalInventory
    tracksInventory hasOnlyDefaultVariant hasVariantsThatRequiresComponents variantsCount variants`,
  ProductConnection: 'edges nodes pageInfo',
  ProductEdge: 'cursor node',
  ProductVariant: `id legacyResourceId title displayName sku barcode price compareAtPrice position inventoryPolicy
    inventoryQuantity selectedOptions requiresComponents product inventoryItem createdAt updatedAt`,
  ProductVariantConnection: 'edges nodes pageInfo',
  ProductVariantEdge: 'cursor node',
  SelectedOption: 'name value',

  InventoryItem: `id legacyResourceId sku tracked duplicateSkuCount createdAt updatedAt variant variants inventoryLevel
    inventoryLevels`,
  InventoryItemConnection: 'edges nodes pageInfo',
  InventoryItemEdge: 'cursor node',
  InventoryLevel: 'id isActive item location quantities createdAt updatedAt',
  InventoryLevelConnection: 'edges nodes pageInfo',
  InventoryLevelEdge: 'cursor node',
  InventoryQuantity: 'id name quantity updatedAt',
  Location: `id legacyResourceId name isActive isFulfillmentService fulfillsOnlineOrders address createdAt updatedAt
    inventoryLevel inventoryLevels`,
  LocationConnection: 'edges nodes pageInfo',
  LocationEdge: 'cursor node',
  LocationAddress: 'address1 address2 city country countryCode phone zip',
  InventorySetQuantitiesPayload: 'inventoryAdjustmentGroup userErrors',
  InventorySetQuantitiesUserError: 'code field message',
  InventoryAdjustmentGroup: 'id createdAt reason referenceDocumentUri',

  Order: `id legacyResourceId name createdAt processedAt updatedAt cancelledAt closed closedAt displayFulfillmentStatus
    lineItems`,
  OrderConnection: 'edges nodes pageInfo',
  OrderEdge: 'cursor node',
  LineItem: 'id name title sku quantity currentQuantity unfulfilledQuantity variant',
  LineItemConnection: 'edges nodes pageInfo',
  LineItemEdge: 'cursor node',

  Customer: `id legacyResourceId firstName lastName displayName email phone defaultEmailAddress defaultPhoneNumber
    defaultAddress tags note amountSpent numberOfOrders state createdAt updatedAt metafield metafields`,
  CustomerConnection: 'edges nodes pageInfo',
  CustomerEdge: 'cursor node',
  CustomerEmailAddress: 'emailAddress validFormat',
  CustomerPhoneNumber: 'phoneNumber',
  MailingAddress:
    'id firstName lastName name company address1 address2 city province zip country countryCodeV2 phone',

  CustomerUpdatePayload: 'customer userErrors',

  Metafield: 'id namespace key type value ownerType compareDigest createdAt updatedAt',
  MetafieldConnection: 'edges nodes pageInfo',
  MetafieldEdge: 'cursor node',
  MetafieldIdentifier: 'ownerId namespace key',
  MetafieldsSetPayload: 'metafields userErrors',
  MetafieldsSetUserError: 'code elementIndex field message',
  MetafieldsDeletePayload: 'deletedMetafields userErrors',
  MetafieldDefinition: 'id namespace key name description ownerType type access pinnedPosition',
  MetafieldDefinitionConnection: 'edges nodes pageInfo',
  MetafieldDefinitionEdge: 'cursor node',
  MetafieldDefinitionType: 'name',
  MetafieldAccess: 'admin customerAccount storefront',
  MetafieldDefinitionCreatePayload: 'createdDefinition userErrors',
  MetafieldDefinitionCreateUserError: 'code elementIndex elementKey field message',

  Shop: 'id name myshopifyDomain currencyCode ianaTimezone plan',
  ShopPlan: 'displayName publicDisplayName partnerDevelopment shopifyPlus',
  AppInstallation: 'id accessScopes',
  AccessScope: 'handle description',

  BulkOperation: `id type status errorCode query createdAt completedAt objectCount rootObjectCount fileSize url
    partialDataUrl`,
  BulkOperationConnection: 'edges nodes pageInfo',
  BulkOperationEdge: 'cursor node',
  BulkOperationRunQueryPayload: 'bulkOperation userErrors',
  BulkOperationCancelPayload: 'bulkOperation userErrors',
  BulkOperationUserError: 'code field message',
  BulkOperationRunMutationPayload: 'bulkOperation userErrors',
  BulkMutationUserError: 'code field message',
  StagedUploadsCreatePayload: 'stagedTargets userErrors',
  StagedMediaUploadTarget: 'url resourceUrl parameters',
  StagedUploadParameter: 'name value',
}

const DIRECTIVES = ['deprecated', 'idempotent', 'include', 'oneOf', 'skip', 'specifiedBy']

function prune(introspection: IntrospectionQuery): string {
  // oxlint-disable-next-line no-underscore-dangle -- GraphQL's own name
  const { types, directives, queryType, mutationType } = introspection.__schema
  const byName = new Map(types.map((type) => [type.name, type]))
  const kept = new Map<string, IntrospectionType>()

  function keep(ref: IntrospectionTypeRef): void {
    const { name } = namedTypeOf(ref)
    const type = byName.get(name)
    if (type === undefined) throw new Error(`The introspection has no type ${name}`)
    if (kept.has(name)) return
    if (type.kind === 'OBJECT' || type.kind === 'INTERFACE') {
      if (!(name in KEPT))
        throw new Error(`${name} is used by a kept field, but the list names no fields of it`)
      const fields = fieldsOf(type)
      kept.set(name, {
        ...type,
        fields,
        interfaces: type.interfaces.filter((other) => other.name in KEPT),
        ...(type.kind === 'INTERFACE' && {
          possibleTypes: type.possibleTypes.filter((other) => other.name in KEPT),
        }),
      })
      for (const field of fields) {
        keep(field.type)
        for (const argument of field.args) keep(argument.type)
      }
      return
    }
    if (type.kind === 'UNION')
      throw new Error(`${name} is a union: keep its members, and teach this script about it`)
    kept.set(name, type)
    if (type.kind === 'INPUT_OBJECT') for (const field of type.inputFields) keep(field.type)
  }

  for (const name of Object.keys(KEPT)) keep({ kind: 'OBJECT', name })
  const keptDirectives = directives.filter((directive) => DIRECTIVES.includes(directive.name))
  for (const directive of keptDirectives) for (const argument of directive.args) keep(argument.type)
  for (const type of types) if (type.name.startsWith('__')) kept.set(type.name, type)

  const schema = buildClientSchema({
    __schema: {
      queryType,
      mutationType,
      subscriptionType: null,
      types: [...kept.values()].map(withoutDescriptions),
      directives: keptDirectives.map(withoutDescriptions),
    },
  })
  return `${printSchema(lexicographicSortSchema(schema))}\n`
}

/** Without the wrappers of lists and non-null types (a named type carries `ofType: null` in real introspections). */
function namedTypeOf(ref: IntrospectionTypeRef): IntrospectionNamedTypeRef {
  let inner = ref
  while (inner.kind === 'LIST' || inner.kind === 'NON_NULL') inner = inner.ofType
  return inner
}

function fieldsOf(type: { name: string; fields: readonly IntrospectionField[] }): IntrospectionField[] {
  const names = KEPT[type.name]!.split(/\s+/)
  return names.map((name) => {
    const field = type.fields.find((candidate) => candidate.name === name)
    if (field === undefined) throw new Error(`${type.name} has no field ${name} in this version`)
    return field
  })
}

/** Drops every description, at any depth (they make up most of the real schema). */
function withoutDescriptions<T>(value: T): T {
  const text = JSON.stringify(value, (key, inner: unknown) => (key === 'description' ? undefined : inner))
  const copy: T = JSON.parse(text)
  return copy
}

const [input, output] = process.argv.slice(2)
if (input === undefined) {
  process.stderr.write(
    'usage: node scripts/prune-shopify-schema.ts <introspection.json[.gz]> [output.graphql]\n',
  )
  process.exitCode = 1
} else {
  const file = readFileSync(input)
  const text = (input.endsWith('.gz') ? gunzipSync(file) : file).toString('utf8')
  const json: { data?: IntrospectionQuery } & IntrospectionQuery = JSON.parse(text)
  const sdl = prune(json.data ?? json)
  if (output === undefined) process.stdout.write(sdl)
  else writeFileSync(output, sdl)
}

import { existsSync, readFileSync } from 'node:fs'
import {
  buildSchema,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLUnionType,
  isSpecifiedScalarType,
  printSchema,
  type GraphQLNamedType,
} from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../src/schema/schema.ts'

const PRINTED = new URL('../../schema.graphql', import.meta.url)
const CONTRACT = new URL('../../../shared/design/api.graphql', import.meta.url)

test('schema.graphql is what the server serves (npm run schema writes it)', () => {
  expect(`${printSchema(schema)}\n`).toBe(readFileSync(PRINTED, 'utf8'))
})

/**
 * What the contract leaves to us: connections follow the Relay specification, and types may gain fields and inputs may
 * gain optional ones.
 */
const OURS = [
  /Connection$/,
  /Edge$/,
  /^PageInfo$/,
  /^RecordOption$/,
  // The results that the contract only describes, and their problems.
  /^(Map|Unmap|SetMappingPolicy|ResolveMatchReview|SetLocationMapping|SetWritesEnabled|SetSchedule|DeleteSchedule|RunSchedule)\w*(Result|Success)$/,
  /^(AlreadyMapped|RecordNotFound|RecordDeleted|ReviewNotFound|ReviewAlreadyDecided|DryRunRequired|ScheduleNotFound|ScheduleAlreadyRunning)$/,
  /^Mapping$/,
  /^SuggestedSchedule$/,
  /^TraceDepot$/,
  /^(DeleteJobs\w+|KeptJobs|KeptJobReason|DriftStats)$/,
  /^MatchField$/,
  /^(Alert|SendTestAlert)/,
  /^ShopHealth/,
  /^(JobDay|ErrorPattern)$/,
  // Webhooks, which the contract leaves out.
  /^(Webhook(Status|Count|Outcome)|UninstalledApp|DataRequest(NotFound)?|CloseDataRequest(Result|Success))$/,
]
const GAINED_FIELDS = new Set([
  ...[
    'oldPrice',
    'wholesalePrice',
    'importPrice',
    'averageCost',
    'remain',
    'holding',
    'shipping',
    'damaged',
    'options',
  ].map((field) => `NhanhProduct.${field}`),
  ...['compareAtPrice', 'inventoryPolicy', 'isBundle', 'options'].map((field) => `ShopifyVariant.${field}`),
  ...['address', 'code', 'group', 'level'].map((field) => `NhanhCustomer.${field}`),
  ...['currency', 'state'].map((field) => `ShopifyCustomer.${field}`),
  ...['ProductMapping', 'CustomerMapping'].flatMap((type) =>
    ['keyField', 'policyUntil', 'job', 'deletedAtSource'].map((field) => `${type}.${field}`),
  ),
  ...['keyField', 'nhanhCount', 'shopifyCount', 'linkedNhanhId', 'linkedShopifyId', 'createdAt'].map(
    (field) => `MatchReview.${field}`,
  ),
  'NhanhDepot.code',
  'NhanhDepot.open',
  'ShopifyLocation.effectiveDepots',
  ...['locationName', 'depots', 'code', 'message', 'lastWrittenBy'].map((field) => `TraceLevel.${field}`),
  'JobItem.job',
  'JobTypeStats.dryRuns',
  'JobTypeStats.drift',
  'Query.deletableJobCount',
  'BackgroundJob.appliedBy',
  'BackgroundJob.largestChanges',
  'StartJobSuccess.wouldWriteAgain',
  'Mutation.setScheduleEnabled',
  'BackgroundJob.undos',
  'PlatformStatus.writesUntil',
  'PlatformStatus.writesReason',
  'PlatformStatus.tokenRenews',
  'RetryFailedSyncInput.onlyDue',
  'BackgroundJob.scheduleRun',
  'Query.suggestedSchedules',
  'Schedule.continuesAfterErrors',
  'ScheduleInput.continuesAfterErrors',
  'ScheduleRun.note',
  'Query.alerts',
  'Query.matchReview',
  'Query.shopHealth',
  'Query.jobDays',
  'Query.errorPatterns',
  'Mutation.sendTestAlert',
  ...['PullNhanhProducts', 'PullShopifyProducts', 'PullNhanhCustomers', 'PullShopifyCustomers'].flatMap(
    (pull) => ['ids', 'deletedIds'].map((field) => `${pull}Input.${field}`),
  ),
  'Query.webhooks',
  'Query.dataRequests',
  'Mutation.closeDataRequest',
])

test('every name, argument and type that the server has is the contract’s', (context) => {
  if (!existsSync(CONTRACT)) {
    process.stderr.write(
      'SKIPPED: ../shared/design/api.graphql is not here, so the contract was not compared\n',
    )
    return context.skip()
  }
  // Its connections and the results that it only describes are not spelled out in the contract.
  const text = readFileSync(CONTRACT, 'utf8')
  const named = [...text.matchAll(/\b(\w+(?:Connection|Result))!/g)].map((match) => match[1]!)
  const missing = [...new Set(named)].filter((name) => !new RegExp(`(type|union) ${name}\\b`).test(text))
  const contract = buildSchema(`${text}\n${missing.map((name) => `type ${name} { _: Int }`).join('\n')}`)

  const differences = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .filter((type) => !OURS.some((pattern) => pattern.test(type.name)))
    .flatMap((type) => differencesOf(type, contract.getType(type.name)))
  expect(differences).toEqual([])
})

function differencesOf(ours: GraphQLNamedType, theirs: GraphQLNamedType | undefined): string[] {
  if (!theirs) return [`${ours.name} is not in the contract`]
  if (ours.constructor.name !== theirs.constructor.name) return [`${ours.name} is another kind of type`]
  if (ours instanceof GraphQLEnumType) {
    const allowed = (theirs as GraphQLEnumType).getValues().map(({ name }) => name)
    return ours.getValues().flatMap(({ name }) => (allowed.includes(name) ? [] : [`${ours.name}.${name}`]))
  }
  if (ours instanceof GraphQLUnionType) {
    const allowed = (theirs as GraphQLUnionType).getTypes().map(({ name }) => name)
    return ours.getTypes().flatMap(({ name }) => (allowed.includes(name) ? [] : [`${ours.name} | ${name}`]))
  }
  if (
    ours instanceof GraphQLObjectType ||
    ours instanceof GraphQLInterfaceType ||
    ours instanceof GraphQLInputObjectType
  ) {
    const fields = (theirs as GraphQLObjectType).getFields()
    return Object.values(ours.getFields()).flatMap((field) => {
      const path = `${ours.name}.${field.name}`
      const other = fields[field.name]
      if (!other) return GAINED_FIELDS.has(path) ? [] : [`${path} is not in the contract`]
      const problems =
        String(field.type) === String(other.type)
          ? []
          : [`${path}: ${String(field.type)}, not ${String(other.type)}`]
      for (const argument of 'args' in field ? field.args : []) {
        const expected = other.args.find(({ name }) => name === argument.name)
        if (String(expected?.type) !== String(argument.type))
          problems.push(`${path}(${argument.name}: ${String(argument.type)})`)
      }
      return problems
    })
  }
  return []
}

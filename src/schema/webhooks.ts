import { WEBHOOK_OUTCOMES } from '../entities/webhook-count.ts'
import type { DataRequest } from '../entities/data-request.ts'
import type { WebhookNumber, WebhookStatus } from '../webhooks/webhook-service.ts'
import { words } from '../locale.ts'
import { builder } from './builder.ts'
import { PlatformEnum } from './platforms.ts'
import { ProblemRef, resolveType, type Told } from './problems.ts'

/** What platforms tell by themselves, and what customers have asked to be told. */

const WebhookOutcomeEnum = builder.enumType('WebhookOutcome', {
  description:
    'ACCEPTED: stored. DUPLICATE: came before. UNKNOWN_TOPIC and FOREIGN (of another business or shop): answered, ignored. FORGED: its sender was not proved. REFUSED: Nhanh’s version 2.0, or it is to come again.',
  values: WEBHOOK_OUTCOMES,
})

const WebhookCountRef = builder.objectRef<WebhookNumber>('WebhookCount').implement({
  fields: (t) => ({
    platform: t.field({
      type: PlatformEnum,
      nullable: true,
      description: 'Null: it ended before it said which platform it was of.',
      resolve: ({ platform }) => platform,
    }),
    outcome: t.field({ type: WebhookOutcomeEnum, resolve: ({ outcome }) => outcome }),
    count: t.exposeInt('count'),
  }),
})

const UninstalledAppRef = builder
  .objectRef<WebhookStatus['uninstalled'][number]>('UninstalledApp')
  .implement({
    fields: (t) => ({
      platform: t.field({ type: PlatformEnum, resolve: ({ platform }) => platform }),
      at: t.field({ type: 'DateTime', resolve: ({ at }) => at }),
    }),
  })

const WebhookStatusRef = builder.objectRef<WebhookStatus>('WebhookStatus').implement({
  description: 'How webhooks arrive at this server. What they miss, the next DELTA pull finds.',
  fields: (t) => ({
    enabled: t.boolean({ resolve: ({ url }) => url !== null }),
    url: t.string({
      nullable: true,
      description: 'Where this server listens for them; a tunnel or proxy leads there from outside.',
      resolve: ({ url }) => url,
    }),
    counts: t.field({
      type: [WebhookCountRef],
      description: 'Of the last seven days (UTC); the last seconds may still be missing.',
      resolve: ({ counts }) => counts,
    }),
    lastReceivedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the last one was stored.',
      resolve: ({ lastReceivedAt }) => lastReceivedAt,
    }),
    waiting: t.int({
      description: 'Records that webhooks have named and that are not read again yet.',
      resolve: ({ waiting }) => waiting,
    }),
    uninstalled: t.field({
      type: [UninstalledAppRef],
      description: 'Platforms that said lately that the app was uninstalled there.',
      resolve: ({ uninstalled }) => uninstalled,
    }),
  }),
})

const DataRequestRef = builder.objectRef<DataRequest>('DataRequest').implement({
  description:
    'A customer of Shopify asks what is stored about them: to be passed on by a person, then closed.',
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => id }),
    customerId: t.exposeID('customerId'),
    requestedAt: t.field({ type: 'DateTime', resolve: ({ requestedAt }) => requestedAt }),
    data: t.field({ type: 'JSON', resolve: ({ data }) => data }),
  }),
})

const CloseDataRequestSuccess = builder
  .objectRef<{ id: string }>('CloseDataRequestSuccess')
  .implement({ fields: (t) => ({ id: t.exposeID('id') }) })

const DataRequestNotFound = builder
  .objectRef<Told>('DataRequestNotFound')
  .implement({ interfaces: [ProblemRef] })

const CloseDataRequestResult = builder.unionType('CloseDataRequestResult', {
  types: [CloseDataRequestSuccess, DataRequestNotFound],
  resolveType,
})

builder.queryFields((t) => ({
  webhooks: t.field({ type: WebhookStatusRef, resolve: (_root, _args, { webhooks }) => webhooks.status() }),
  dataRequests: t.field({
    type: [DataRequestRef],
    description: 'The oldest first. A request stays until it is closed or the customer is removed.',
    resolve: (_root, _args, { webhooks }) => webhooks.dataRequests(),
  }),
}))

builder.mutationField('closeDataRequest', (t) =>
  t.field({
    type: CloseDataRequestResult,
    description: 'The data was passed on: what was gathered is forgotten.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { webhooks }) => {
      const isClosed = /^[1-9]\d{0,8}$/.test(id) && (await webhooks.closeDataRequest(Number(id)))
      return isClosed
        ? { __typename: 'CloseDataRequestSuccess', id }
        : {
            __typename: 'DataRequestNotFound',
            message: words(`there is no data request ${id}`, `không có yêu cầu dữ liệu ${id}`),
          }
    },
  }),
)

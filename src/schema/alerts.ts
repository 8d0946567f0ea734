import { sql, type RawBuilder } from 'kysely'
import type { DeliveryState, TestResult } from '../alerts/alert-service.ts'
import { Alert, ALERT_CHANNELS, type AlertCause, type AlertFacts } from '../entities/alert.ts'
import { words } from '../locale.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { readConnection, readPage, type ConnectionArgs, type KeysetOrder, type ListSource } from './keyset.ts'
import { ProblemRef, resolveType, type Told } from './problems.ts'

/** What a person should know, and who was told. */

const AlertCauseEnum = builder.enumType('AlertCause', {
  values: {
    JOB_FAILED: { description: 'the newest job of a type has failed' },
    IMPLAUSIBLE_CHANGE: { description: 'a sync stopped, because it would have changed too much' },
    SCHEDULE_OVERDUE: { description: 'a run was due and has not begun' },
    DEPOT_LOST: { description: 'a depot is no longer granted' },
    SCOPE_LOST: { description: 'a platform refuses the token or a permission' },
    TOKEN_EXPIRES: { description: "Nhanh's token expires within 30, 7 or 1 days, or has expired" },
  } satisfies Record<AlertCause, object>,
})
const AlertChannelEnum = builder.enumType('AlertChannel', { values: ALERT_CHANNELS })
const AlertEventEnum = builder.enumType('AlertEvent', { values: ['OPENED', 'CLOSED', 'TEST'] as const })

const AlertDeliveryRef = builder.objectRef<DeliveryState>('AlertDelivery').implement({
  description: 'How the telling of one event over one channel stands.',
  fields: (t) => ({
    channel: t.field({ type: AlertChannelEnum, resolve: ({ channel }) => channel }),
    event: t.field({ type: AlertEventEnum, resolve: ({ event }) => event }),
    attempts: t.exposeInt('attempts'),
    deliveredAt: t.expose('deliveredAt', { type: 'DateTime', nullable: true }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Why the last attempt failed; null when it has arrived.',
    }),
    nextAt: t.expose('nextAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried again; null when it has arrived, or is given up after three days.',
    }),
  }),
})

interface ListedAlert {
  alert: Alert
  deliveries: DeliveryState[]
}

export const AlertRef = builder.objectRef<ListedAlert>('Alert').implement({
  description: 'Something that a person should know: open as long as it is true.',
  fields: (t) => ({
    id: t.id({ resolve: ({ alert }) => alert.id }),
    cause: t.field({ type: AlertCauseEnum, resolve: ({ alert }) => alert.cause }),
    key: t.string({
      description: "What of its kind it is: the job type, the schedule's or depot's id, the scope, the days.",
      resolve: ({ alert }) => alert.key,
    }),
    title: t.string({
      description: "One line, in the reader's language.",
      resolve: ({ alert }, _args, { alerts, locale }) => alerts.textOf(alert as AlertFacts, locale).title,
    }),
    message: t.string({
      description: "What is the case and what to do, in the reader's language.",
      resolve: ({ alert }, _args, { alerts, locale }) => alerts.textOf(alert as AlertFacts, locale).message,
    }),
    openedAt: t.field({ type: 'DateTime', resolve: ({ alert }) => alert.openedAt }),
    closedAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ alert }) => alert.closedAt }),
    deliveries: t.field({ type: [AlertDeliveryRef], resolve: ({ deliveries }) => deliveries }),
  }),
})

const NEWEST_FIRST: KeysetOrder = {
  list: 'alert',
  column: sql.ref('alert.id'),
  type: 'int',
  descending: true,
}

const ALERTS: ListSource<ListedAlert> = {
  from: sql`alert`,
  columns: sql`alert.*, (
    select coalesce(json_agg(json_build_object('channel', channel, 'event', event, 'attempts', attempts,
      'deliveredAt', delivered_at, 'lastError', last_error, 'nextAt', next_at) order by id), '[]')
    from alert_delivery where alert_id = alert.id) as deliveries`,
  toNode: (em, { deliveries, ...row }) => ({
    alert: em.map(Alert, row),
    deliveries: deliveries as DeliveryState[],
  }),
  keyOf: ({ alert }) => alert.id,
}

const MOST_OPEN = 50

/** The newest of those that still hold. */
export async function openAlerts(context: Context): Promise<ListedAlert[]> {
  const { edges } = await listAlerts({ first: MOST_OPEN }, true, context)
  return edges.map(({ node }) => node)
}

async function listAlerts(args: ConnectionArgs, open: boolean | null, { em, jobs }: Context) {
  const conditions: RawBuilder<unknown>[] = [sql`alert.account_ids <@ ${jobs.accountIds}::int[]`]
  if (open !== null) conditions.push(sql`(alert.closed_at is null) = ${open}`)
  return readConnection(em, ALERTS, conditions, readPage(args, NEWEST_FIRST))
}

builder.queryField('alerts', (t) =>
  t.connection(
    {
      type: AlertRef,
      description: 'Newest first. open: true for those that still hold, false for those that are over.',
      args: { open: t.arg.boolean() },
      resolve: async (_root, { open = null, ...args }, context) => listAlerts(args, open, context),
    },
    {
      name: 'AlertConnection',
      fields: (f) => ({ totalCount: f.int({ resolve: (connection) => connection.totalCount() }) }),
    },
    { name: 'AlertEdge' },
  ),
)

const SendTestAlertSuccess = builder
  .objectRef<{ deliveries: DeliveryState[] }>('SendTestAlertSuccess')
  .implement({
    description: 'What became of the message on each channel; it is not tried again.',
    fields: (t) => ({
      deliveries: t.field({ type: [AlertDeliveryRef], resolve: ({ deliveries }) => deliveries }),
    }),
  })

const AlertsNotConfigured = builder.objectRef<Told & { missing: string[] }>('AlertsNotConfigured').implement({
  interfaces: [ProblemRef],
  description: 'There is neither a webhook nor a mail address to tell.',
  fields: (t) => ({
    missing: t.exposeStringList('missing', {
      description: "The environment's variables: the first two for the webhook, the others for mail.",
    }),
  }),
})

const SendTestAlertResult = builder.unionType('SendTestAlertResult', {
  types: [SendTestAlertSuccess, AlertsNotConfigured],
  resolveType,
})

function toGraphQL(result: TestResult) {
  switch (result.kind) {
    case 'sent':
      return { __typename: 'SendTestAlertSuccess', deliveries: result.deliveries }
    case 'alertsNotConfigured': {
      const { missing } = result
      const variables = missing.join(', ')
      const message = words(
        `nobody is there to be told; set some of ${variables}`,
        `chưa có ai được báo; hãy đặt các biến cần thiết trong số ${variables}`,
      )
      return { __typename: 'AlertsNotConfigured', message, missing }
    }
  }
}

builder.mutationField('sendTestAlert', (t) =>
  t.field({
    type: SendTestAlertResult,
    description: 'Sends a test message over every channel that is configured, and tells what became of it.',
    resolve: async (_root, _args, { alerts }) => toGraphQL(await alerts.sendTest()),
  }),
)

import { gql } from 'graphql-request'
import { expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { insertJob, SECRET, startReceiver, steeredWatch } from '../support/alerts.ts'
import { rowsOf } from '../support/database.ts'
import { startSmtpServer } from '../support/smtp-server.ts'

interface ShownAlert {
  id: string
  cause: string
  key: string
  title: string
  message: string
  openedAt: string
  closedAt: string | null
  deliveries: object[]
}

interface Page {
  alerts: {
    totalCount: number
    nodes: ShownAlert[]
    pageInfo: { hasNextPage: boolean; endCursor: string }
  }
}

const DELIVERY = gql`
  fragment DeliveryFields on AlertDelivery {
    channel
    event
    attempts
    deliveredAt
    lastError
    nextAt
  }
`

const ALERTS = gql`
  ${DELIVERY}
  query ($open: Boolean, $first: Int, $after: String) {
    alerts(open: $open, first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        cause
        key
        title
        message
        openedAt
        closedAt
        deliveries {
          ...DeliveryFields
        }
      }
    }
  }
`

const SEND_TEST = gql`
  ${DELIVERY}
  mutation {
    answer: sendTestAlert {
      __typename
      ... on SendTestAlertSuccess {
        deliveries {
          ...DeliveryFields
        }
      }
      ... on Problem {
        message
      }
      ... on AlertsNotConfigured {
        missing
      }
    }
  }
`

async function list({ http }: TestApp, variables: object = {}, language = 'en'): Promise<Page['alerts']> {
  return (await http.request<Page>(ALERTS, variables, { 'accept-language': language })).alerts
}

test('alerts lists what holds and what is over, with who was told, in the reader’s language', async () => {
  await using server = await startTestApp({ sandbox: { products: 3 } })
  await using receiver = await startReceiver()
  await using watch = await steeredWatch(server, { receiver })
  expect(await list(server)).toMatchObject({ totalCount: 0, nodes: [] })

  receiver.reply = () => ({ status: 500, body: '' })
  await insertJob(server, { type: 'PRODUCT_SYNC', status: 'FAILED', code: 'INTERNAL', message: 'A defect' })
  watch.overdue = [{ id: 7, name: 'Stock', dueAt: new Date() }]
  await watch.look()
  const openedAt = watch.now.toISOString()
  const nextAt = new Date(watch.now.getTime() + 30_000).toISOString()
  const { totalCount, nodes } = await list(server, { open: true })
  expect(totalCount).toBe(2)
  expect(nodes[0]).toMatchObject({ id: '2', cause: 'SCHEDULE_OVERDUE', key: '7', closedAt: null })
  expect(nodes[1]).toEqual({
    id: '1',
    cause: 'JOB_FAILED',
    key: 'PRODUCT_SYNC',
    title: 'Product Sync failed',
    message:
      'Job 1 failed (INTERNAL): A defect. A defect of synctrack. Please report it with the id of the job.',
    openedAt,
    closedAt: null,
    deliveries: [
      {
        channel: 'WEBHOOK',
        event: 'OPENED',
        attempts: 1,
        deliveredAt: null,
        lastError: 'answered 500',
        nextAt,
      },
    ],
  })
  expect((await list(server, {}, 'vi')).nodes[1]).toMatchObject({
    title: 'Product Sync bị lỗi',
    message: 'Công việc 1 bị lỗi (INTERNAL): A defect. Lỗi của synctrack. Vui lòng báo lại kèm mã công việc.',
  })

  receiver.reply = () => ({ status: 200, body: '' })
  watch.overdue = []
  await watch.lookFor(90_000)
  const over = await list(server, { open: false })
  expect(over.nodes).toMatchObject([
    {
      id: '2',
      closedAt: expect.any(String),
      deliveries: [
        { event: 'OPENED', deliveredAt: expect.any(String), lastError: null, nextAt: null },
        { event: 'CLOSED', deliveredAt: expect.any(String), lastError: null, nextAt: null },
      ],
    },
  ])
  const first = await list(server, { first: 1 })
  expect(first).toMatchObject({ totalCount: 2, nodes: [{ id: '2' }], pageInfo: { hasNextPage: true } })
  const after = await list(server, { first: 1, after: first.pageInfo.endCursor })
  expect(after).toMatchObject({ nodes: [{ id: '1' }], pageInfo: { hasNextPage: false } })
})

test('alerts of other accounts are not shown', async () => {
  await using server = await startTestApp({ sandbox: { products: 3 } })
  await rowsOf(
    server.databaseUrl,
    `insert into alert (account_ids, cause, key, detail, opened_at)
    values ('{999}', 'DEPOT_LOST', '1', '{"name":"Other"}', now())`,
  )
  expect(await list(server)).toMatchObject({ totalCount: 0, nodes: [] })
})

test('sendTestAlert names what is to be set where nobody is to be told', async () => {
  await using server = await startTestApp({ sandbox: { products: 3 } })
  const { answer } = await server.http.request<{ answer: object }>(SEND_TEST)
  expect(answer).toEqual({
    __typename: 'AlertsNotConfigured',
    message: expect.stringContaining('ALERT_WEBHOOK_URL, ALERT_WEBHOOK_SECRET, ALERT_SMTP_URL'),
    missing: [
      'ALERT_WEBHOOK_URL',
      'ALERT_WEBHOOK_SECRET',
      'ALERT_SMTP_URL',
      'ALERT_MAIL_FROM',
      'ALERT_MAIL_TO',
    ],
  })
})

test('sendTestAlert tells at once what became of the message on each channel', async () => {
  await using receiver = await startReceiver()
  await using smtp = await startSmtpServer()
  smtp.answers['RCPT'] = '550 there is no shop@example.com'
  const now = new Date('2027-03-01T08:00:00Z')
  await using server = await startTestApp({
    sandbox: { products: 3 },
    config: {
      alerts: {
        webhook: { url: receiver.url, secret: SECRET },
        mail: { smtpUrl: smtp.url, from: 'a@example.com', to: ['shop@example.com'] },
        language: 'vi',
      },
    },
    app: { now: () => now },
  })
  const { answer } = await server.http.request<{ answer: object }>(SEND_TEST)
  expect(answer).toEqual({
    __typename: 'SendTestAlertSuccess',
    deliveries: [
      {
        channel: 'WEBHOOK',
        event: 'TEST',
        attempts: 1,
        deliveredAt: now.toISOString(),
        lastError: null,
        nextAt: null,
      },
      {
        channel: 'MAIL',
        event: 'TEST',
        attempts: 1,
        deliveredAt: null,
        lastError: expect.stringContaining('550 there is no s***@example.com'),
        nextAt: null,
      },
    ],
  })
  expect(receiver.messages).toMatchObject([{ event: 'TEST', alertId: null, title: 'Tin nhắn thử' }])
  expect(await list(server)).toMatchObject({ totalCount: 0 })
})

import { Gate, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { isInterfaceType } from 'graphql'
import { createClient } from 'graphql-ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schema } from '../../src/schema/schema.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { finished, run, start } from '../support/jobs.ts'
import { tellBoth, toldIn } from '../support/languages.ts'
import { mapped, pullRecords, type PulledRecords } from '../support/mappings.ts'
import { insertPastJob, type PastJob } from '../support/past-jobs.ts'
import { insertReview, resolve } from '../support/reviews.ts'
import { schedule } from '../support/schedules.ts'

let server: TestApp
/** Without Nhanh. */
let bare: TestApp
let records: PulledRecords
/** Of a job that runs until all tests are over. */
let running: string
const gate = new Gate()

beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 8, customers: 2 } })
  bare = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
    config: { nhanh: { ready: false, missing: ['NHANH_ACCESS_TOKEN', 'NHANH_BUSINESS_ID'] } },
  })
  records = await pullRecords(server)
  script('waits', ({ signal }) => gate.pass(signal))
  script('ends', async () => {})
  running = await start(server.http, SCRIPTED, { script: 'waits' })
  await gate.reached
})
afterAll(async () => {
  gate.open()
  await finished(server.ws, running)
  await bare[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

interface Case {
  /** Makes the mutation, and with it what it fails on. */
  asked: () => string | Promise<string>
  /** In Vietnamese. */
  says: RegExp
  on?: () => TestApp
}

const mapProduct = (nhanh: string, shopify: string) =>
  `mapProduct(nhanhProductId: ${JSON.stringify(nhanh)}, shopifyVariantId: ${JSON.stringify(shopify)})`

const CASES: Record<string, Case> = {
  InvalidInput: {
    asked: () =>
      `startPullNhanhProducts(input: { ids: ${JSON.stringify(Array(7).fill('x'))}, deletedIds: [] })`,
    says: /^input\.ids\.0: phải là mã như 38000001; (input\.ids\.[1-4]: phải là mã như 38000001; ){4}và 3 lỗi khác$/,
  },
  PlatformNotConfigured: {
    on: () => bare,
    asked: () => 'startPullNhanhProducts(input: {})',
    says: /^chưa kết nối NHANH; hãy đặt NHANH_ACCESS_TOKEN, NHANH_BUSINESS_ID$/,
  },
  JobAlreadyRunning: {
    asked: () => 'startScripted(input: { script: "waits" })',
    says: /^Tác vụ \d+ đang làm đúng việc này rồi \(RUNNING\)$/,
  },
  JobConflict: {
    asked: async () => {
      await query(
        `insert into job_resource (resource, job_id) select id || ':products', $1 from account where platform = 'NHANH'`,
        [running],
      )
      return 'startPullNhanhProducts(input: {})'
    },
    says: /^Tác vụ \d+ \(SCRIPTED, RUNNING\) đang giữ phần việc mà tác vụ này cần$/,
  },
  WritesDisabled: {
    asked: () => 'startProductSync(input: {})',
    says: /^Đang tắt ghi lên Shopify$/,
  },
  JobNotFound: {
    asked: () => 'cancelJob(id: "999999")',
    says: /^không có tác vụ "999999"$/,
  },
  JobNotInState: {
    asked: async () => `pauseJob(id: "${(await run(server, SCRIPTED, { script: 'ends' })).id}")`,
    says: /^Tác vụ \d+ đang ở trạng thái COMPLETED; chỉ tạm dừng được tác vụ đang chờ hoặc đang chạy$/,
  },
  AlreadyMapped: {
    asked: async () => {
      const pair = records.pair('PRODUCT')
      await mapped(server.http, 'PRODUCT', ...pair)
      return mapProduct(...pair)
    },
    says: /^gid:\/\/shopify\/ProductVariant\/\d+ đã ghép với \d+ bên Nhanh, bằng liên kết product-\d+$/,
  },
  RecordNotFound: {
    asked: () => mapProduct('1', records.shopify('PRODUCT')),
    says: /^ở đây không có sản phẩm Nhanh "1"$/,
  },
  RecordDeleted: {
    asked: async () => {
      const pair = records.pair('CUSTOMER')
      await records.markDeleted('CUSTOMER', 'SHOPIFY', pair[1])
      return `mapCustomer(nhanhCustomerId: "${pair[0]}", shopifyCustomerId: "${pair[1]}")`
    },
    says: /^khách hàng Shopify "gid:.+" đã bị xóa ở nguồn; lúc \d{4}-.+Z không còn thấy ở đó$/,
  },
  ReviewNotFound: {
    asked: () => 'reopenMatchReview(id: "999999")',
    says: /^không có mục ghép nối "999999"$/,
  },
  ReviewAlreadyDecided: {
    asked: async () => {
      const id = await insertReview(server, { nhanh: ['1'], shopify: ['2'] })
      await resolve(server.http, id, 'IGNORE')
      return `resolveMatchReview(id: "${id}", decision: IGNORE)`
    },
    says: /^mục ghép nối \d+ đã được quyết định \(IGNORE, \d{4}-.+Z\)$/,
  },
  ScheduleNotFound: {
    asked: () => 'deleteSchedule(id: "999999")',
    says: /^không có lịch chạy "999999"$/,
  },
  ScheduleAlreadyRunning: {
    asked: async () => {
      const steps = [{ type: SCRIPTED, input: { script: 'waits' } }]
      const id = await schedule(server.http, { cron: '0 0 1 1 *', steps })
      await server.http.request(`mutation { runScheduleNow(id: "${id}") { __typename } }`)
      return `runScheduleNow(id: "${id}")`
    },
    says: /^Lần chạy lúc \d{4}-.+Z vẫn đang chạy$/,
  },
  DryRunRequired: {
    asked: () => 'setWritesEnabled(enabled: true)',
    says: /^việc ghi vẫn như cũ: trong 24 giờ qua chưa có lần chạy thử PRODUCT_SYNC hay CUSTOMER_SYNC nào chạy hết/,
  },
  AlertsNotConfigured: {
    asked: () => 'sendTestAlert',
    says: /^chưa có ai được báo; hãy đặt các biến cần thiết trong số ALERT_WEBHOOK_URL, /,
  },
  DataRequestNotFound: {
    asked: () => 'closeDataRequest(id: "999999")',
    says: /^không có yêu cầu dữ liệu 999999$/,
  },
}

test('there is a test of every problem', () => {
  const problem = schema.getType('Problem')
  const all = isInterfaceType(problem) ? schema.getPossibleTypes(problem).map(({ name }) => name) : []
  expect(all.toSorted()).toEqual(Object.keys(CASES).toSorted())
})

test.each(Object.entries(CASES))('%s is told in the reader’s language', async (name, { asked, says, on }) => {
  const told = await tellBoth((on?.() ?? server).app.url, await asked())
  expect(told).toMatchObject({ en: { __typename: name }, vi: { __typename: name } })
  expect(told.vi.message).toMatch(says)
  expect(told.en.message).toMatch(/^[^À-ỹ]+$/)
})

test.each<[request: string, job: PastJob, says: string]>([
  ['cancelJob', {}, 'COMPLETED; chỉ hủy được tác vụ đang chờ, đang chạy hoặc đang tạm dừng'],
  ['pauseJob', {}, 'COMPLETED; chỉ tạm dừng được tác vụ đang chờ hoặc đang chạy'],
  ['resumeJob', {}, 'COMPLETED; chỉ chạy tiếp được tác vụ đang tạm dừng, thất bại hoặc đã hủy'],
  [
    'resumeJob',
    { status: 'CANCELLING', endedAgo: null },
    'CANCELLING; chạy tiếp được khi tác vụ đã CANCELLED',
  ],
  [
    'resumeJob',
    { status: 'FAILED', input: { nonsense: 1 } },
    'FAILED; đầu vào của tác vụ không còn hợp lệ; hãy chạy tác vụ mới',
  ],
])('%s of the job %j: %s', async (request, job, says) => {
  const id = await insertPastJob(server.databaseUrl, job)
  const told = await tellBoth(server.app.url, `${request}(id: "${id}")`)
  expect(told.vi).toEqual({
    __typename: 'JobNotInState',
    message: `Tác vụ ${id} đang ở trạng thái ${says}`,
  })
  expect(told.en.message).toMatch(new RegExp(`^Job ${id} is ${says.split(';')[0]}; [^À-ỹ]+$`))
})

test('a reason of the configuration is in the reader’s language, a person’s own as it was typed', async () => {
  const { sync } = server.config
  await using other = await startTestApp({
    databaseUrl: server.databaseUrl,
    existingSandbox: server.sandbox,
    config: { sync: { ...sync, customers: false } },
  })
  const configured = await tellBoth(other.app.url, 'startCustomerSync(input: {})')
  const off = 'CUSTOMER_SYNC_ENABLED chưa được đặt là true'
  expect(configured.vi).toMatchObject({ message: `Đang tắt ghi lên Shopify: ${off}`, reason: off })
  expect(configured.en.reason).toBe('CUSTOMER_SYNC_ENABLED is not set to true')

  const scheduled = await tellBoth(
    other.app.url,
    'setSchedule(input: { name: "N", cron: "0 * * * *", steps: [{ type: CUSTOMER_SYNC }] })',
  )
  expect(scheduled.vi.issues).toEqual([
    { path: 'input.steps.0.type', message: `CUSTOMER_SYNC không ghi được: ${off}` },
  ])

  await server.http.request(
    'mutation { setWritesEnabled(enabled: false, reason: "stock-take") { __typename } }',
  )
  const typed = await tellBoth(server.app.url, 'startProductSync(input: {})')
  expect(typed.vi).toMatchObject({ message: 'Đang tắt ghi lên Shopify: stock-take', reason: 'stock-take' })
  expect(typed.en).toMatchObject({
    message: 'Writing to Shopify is switched off: stock-take',
    reason: 'stock-take',
  })
})

test('a start over WebSocket is refused in the language that the connection asks for', async () => {
  const refused = async (connectionParams?: Record<string, unknown>) => {
    const url = `${server.app.url.replace('http', 'ws')}/graphql`
    const client = createClient({ url, connectionParams, retryAttempts: 0 })
    try {
      const mutation = `mutation { answer: startPullNhanhProducts(input: { updatedAfter: "2100-01-01T00:00:00Z" }) {
        ... on InvalidInput { message issues { message } } } }`
      for await (const { data } of client.iterate<{ answer: unknown }>({ query: mutation }))
        return data!.answer
    } finally {
      await client.dispose()
    }
  }
  const says = (message: string) => ({ message: `input.updatedAfter: ${message}`, issues: [{ message }] })
  expect(await refused({ locale: 'vi-VN' })).toEqual(says('phải là thời điểm đã qua'))
  expect(await refused()).toEqual(says('must lie in the past'))
})

test('a query that refuses an argument of a person’s does so in the reader’s language', async () => {
  const ask = (locale: 'en' | 'vi', text: string) => toldIn(server.app.url, locale).request(text)
  const future = '{ deletableJobCount(before: "2100-01-01T00:00:00Z") }'
  await expect(ask('vi', future)).rejects.toThrow('chưa đến; phải là thời điểm đã qua')
  await expect(ask('en', future)).rejects.toThrow('lies in the future; give a moment that is over')
  const trace = '{ productTrace(mappingId: "12") { note } }'
  await expect(ask('vi', trace)).rejects.toThrow('mappingId: "12" không phải là mã liên kết')
})

test('a suggested schedule has a name in the reader’s language', async () => {
  const names = async (locale: 'en' | 'vi') => {
    const { suggestedSchedules } = await toldIn(server.app.url, locale).request<{
      suggestedSchedules: { name: string }[]
    }>('{ suggestedSchedules { name } }')
    return suggestedSchedules.map(({ name }) => name)
  }
  expect(await names('vi')).toEqual(['Tồn kho', 'Ban đêm'])
  expect(await names('en')).toEqual(['Stock', 'Night'])
})

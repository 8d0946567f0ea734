import { script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { tellBoth } from '../support/languages.ts'
import { mapped, pullRecords, type PulledRecords } from '../support/mappings.ts'
import { insertPastJob, type PastJob } from '../support/past-jobs.ts'
import { insertReview } from '../support/reviews.ts'

let server: TestApp
let records: PulledRecords
/** A customer's. */
let mappingId: string

beforeAll(async () => {
  const sandbox = { products: 8, customers: 2 }
  server = await startTestApp({ sandbox })
  const { locations } = server.sandbox.world.shopify
  const open = locations.records[0]!
  locations.add({ ...open, id: open.id + 1, name: 'Cũ', isActive: false })
  locations.add({ ...open, id: open.id + 2, name: '3PL', isFulfillmentService: true })
  records = await pullRecords(server)
  mappingId = (await mapped(server.http, 'CUSTOMER', ...records.pair('CUSTOMER'))).id
  // What is tested is what stands behind the switch.
  await query(`insert into write_switch (account_id, enabled) select id, true from account`)
  script('never', async () => {})
})
afterAll(() => server[Symbol.asyncDispose]())

const query = <Row extends object>(text: string, values: unknown[] = []) =>
  rowsOf<Row>(server.databaseUrl, text, values)

const past = (job: PastJob) => insertPastJob(server.databaseUrl, { endedAgo: '1 minute', ...job })
const dryRun = (job: PastJob = {}) => past({ type: 'PRODUCT_SYNC', dryRun: true, ...job })
const text = (value: unknown) => JSON.stringify(value)

async function locationNamed(name: string): Promise<string> {
  const [row] = await query<{ id: string }>('select id from shopify_location where name = $1', [name])
  return row!.id
}

const feed = (location: string, depots: string[], more = '') =>
  `setLocationMapping(shopifyLocationId: ${text(location)}, nhanhDepotIds: ${text(depots)}${more})`
const policy = (args: string, id = mappingId) => `setMappingPolicy(ids: ${text([id])}, ${args})`
const FIELDS = {
  name: '"N"',
  cron: '"0 * * * *"',
  steps: `[{ type: ${SCRIPTED}, input: { script: "never" } }]`,
}
const setSchedule = (fields: object) => {
  const given = Object.entries({ ...FIELDS, ...fields }).map(([name, value]) => `${name}: ${value}`)
  return `setSchedule(input: { ${given.join(', ')} })`
}
const step = (type: string, input: string) => ({ steps: `[{ type: ${type}, input: ${input} }]` })
const map = (nhanh: string, shopify: string) =>
  `mapProduct(nhanhProductId: ${text(nhanh)}, shopifyVariantId: ${text(shopify)})`

type Asked = string | (() => string | Promise<string>)

/** What is asked, and the path and the Vietnamese text of the issue that comes of it. */
const CASES: readonly (readonly [path: string, says: string | RegExp, asked: Asked])[] = [
  [
    'ids',
    '1001 liên kết là quá nhiều; chỉ được tối đa 1000',
    `unmap(kind: PRODUCT, ids: ${text(Array(1001).fill('x'))})`,
  ],
  ['ids.0', '"12" không phải là mã liên kết; mã có dạng product-12', 'unmap(kind: PRODUCT, ids: ["12"])'],
  [
    'ids.0',
    '"customer-1" là liên kết loại CUSTOMER, nhưng ở đây cần PRODUCT',
    'unmap(kind: PRODUCT, ids: ["customer-1"])',
  ],
  [
    'ids.0',
    'không có liên kết "product-999"; chưa thay đổi gì',
    'unmap(kind: PRODUCT, ids: ["product-999"])',
  ],
  ['policy', 'ZERO chỉ dùng cho liên kết sản phẩm: khách hàng không có tồn', () => policy('policy: ZERO')],
  [
    'reserve',
    'chỉ dùng cho liên kết sản phẩm: khách hàng không có tồn',
    () => policy('policy: HOLD, reserve: 1'),
  ],
  ['reserve', '-1 không hợp lệ; phải từ 0 trở lên', () => policy('policy: SYNC, reserve: -1', 'product-1')],
  [
    'until',
    'chỉ đi với HOLD hoặc ZERO; hết hạn thì trở lại SYNC',
    () => policy('policy: SYNC, until: "2100-01-01T00:00:00Z"'),
  ],
  [
    'until',
    '2020-01-01T00:00:00.000Z đã qua; phải là thời điểm sắp tới',
    () => policy('policy: HOLD, until: "2020-01-01T00:00:00Z"'),
  ],
  [
    'nhanhProductId',
    /^sản phẩm Nhanh "\d+" thuộc loại VOUCHER nên không bao giờ được đồng bộ$/,
    async () => {
      const [nhanh, shopify] = records.pair('PRODUCT')
      await query(`update nhanh_product set kind = 'VOUCHER' where id = $1`, [nhanh])
      return map(nhanh, shopify)
    },
  ],
  [
    'shopifyVariantId',
    /^biến thể Shopify "gid:.+" thuộc sản phẩm đang ở trạng thái ARCHIVED nên không bao giờ được đồng bộ$/,
    async () => {
      const [nhanh, shopify] = records.pair('PRODUCT')
      await query(
        `update shopify_product set status = 'ARCHIVED' where id = (select product_id from shopify_variant where id = $1)`,
        [shopify],
      )
      return map(nhanh, shopify)
    },
  ],
  [
    'nhanhId',
    'chỉ đi với LINK; IGNORE không ghép gì',
    'resolveMatchReview(id: "1", decision: IGNORE, nhanhId: "1")',
  ],
  [
    'nhanhId',
    'bên Nhanh không có đúng một bản ghi; hãy chọn bản cần ghép',
    async () =>
      `resolveMatchReview(id: "${await insertReview(server, { nhanh: ['1', '2'], shopify: ['s'] })}", decision: LINK)`,
  ],
  [
    'shopifyId',
    'bên Shopify không có bản ghi "other" để chọn',
    async () =>
      `resolveMatchReview(id: "${await insertReview(server, { nhanh: ['1'], shopify: ['s'] })}", decision: LINK, shopifyId: "other")`,
  ],
  ['nhanhDepotIds', '1001 kho là quá nhiều; chỉ được tối đa 1000', feed('x', Array<string>(1001).fill('1'))],
  ['shopifyLocationId', 'ở đây không có địa điểm "x"; chưa thay đổi gì', feed('x', [])],
  [
    'shopifyLocationId',
    'địa điểm "Cũ" đang ngừng hoạt động; hãy bật lại trên Shopify trước',
    async () => feed(await locationNamed('Cũ'), []),
  ],
  [
    'shopifyLocationId',
    'địa điểm "3PL" là của dịch vụ giao hàng. Không gán kho cho địa điểm như vậy được: tồn ở đó là của dịch vụ',
    async () => feed(await locationNamed('3PL'), []),
  ],
  ['nhanhDepotIds.0', 'ở đây không có kho "12"; chưa thay đổi gì', 'excludeDepots(nhanhDepotIds: ["12"])'],
  ['reserve', '-5 không hợp lệ; phải từ 0 đến 1000000', feed('x', [], ', reserve: -5')],
  [
    'until',
    '2020-01-01T00:00:00.000Z đã qua; phải là thời điểm sắp tới',
    'setWritesEnabled(enabled: false, until: "2020-01-01T00:00:00Z")',
  ],
  [
    'reason',
    '501 ký tự là quá dài; chỉ được tối đa 500',
    `setWritesEnabled(enabled: false, reason: ${text('x'.repeat(501))})`,
  ],
  [
    'before',
    '2100-01-01T00:00:00.000Z chưa đến; phải là thời điểm đã qua',
    'deleteJobs(before: "2100-01-01T00:00:00Z")',
  ],
  [
    'statuses.0',
    /^PAUSED là trạng thái chưa kết thúc; chỉ xóa được CANCELLED, /,
    'deleteJobs(before: "2020-01-01T00:00:00Z", statuses: [PAUSED])',
  ],
  ['input.name', '"" không hợp lệ; tên có từ 1 đến 100 ký tự', setSchedule({ name: '""' })],
  [
    'input.timeZone',
    '"Asia/Hanoi" không phải là múi giờ; hãy ghi theo danh mục IANA, ví dụ Asia/Ho_Chi_Minh',
    setSchedule({ timeZone: '"Asia/Hanoi"' }),
  ],
  [
    'input.cron',
    '"x" không phải là biểu thức cron gồm năm phần; hãy ghi như 30 2 * * *',
    setSchedule({ cron: '"x"' }),
  ],
  [
    'input.cron',
    '"99 * * * *" không phải là biểu thức cron đúng; hãy ghi như 30 2 * * *',
    setSchedule({ cron: '"99 * * * *"' }),
  ],
  ['input.cron', '"0 0 31 2 *" không bao giờ đến giờ chạy', setSchedule({ cron: '"0 0 31 2 *"' })],
  ['input.steps', 'đang có 0 tác vụ; phải có từ 1 đến 20', setSchedule({ steps: '[]' })],
  [
    'input.steps.0.type',
    'UNDO_SYNC phải do người quyết định sau khi đã xem trước; lịch chạy không dùng được',
    setSchedule(step('UNDO_SYNC', '{}')),
  ],
  [
    'input.steps.0.input.force',
    'force phải do người quyết định sau khi đã xem trước; lịch chạy không dùng được',
    setSchedule(step('PRODUCT_SYNC', '{ force: true }')),
  ],
  [
    'input.steps.0.input',
    'phải là đối tượng gồm các trường của loại tác vụ này',
    setSchedule(step(SCRIPTED, '[]')),
  ],
  ['input.steps.0.input', 'không có trường "speed"', setSchedule(step('PRODUCT_SYNC', '{ speed: 1 }'))],
  ['input.steps.0.input.script', 'chưa được nhập', setSchedule(step(SCRIPTED, '{}'))],
  [
    'input.mappingIds.0',
    'không có liên kết product-999',
    'startProductSync(input: { mappingIds: ["product-999"] })',
  ],
  [
    'input.planOf',
    'không có lần chạy thử PRODUCT_SYNC nào mang số 999',
    'startProductSync(input: { planOf: "999" })',
  ],
  [
    'input.planOf',
    /^tác vụ \d+ đang ở trạng thái FAILED: chỉ áp dụng được lần chạy thử đã chạy hết$/,
    async () => `startProductSync(input: { planOf: "${await dryRun({ status: 'FAILED' })}" })`,
  ],
  [
    'input.planOf',
    'đã quá 30 phút; hãy chạy thử lại',
    async () => `startProductSync(input: { planOf: "${await dryRun({ endedAgo: '1 hour' })}" })`,
  ],
  [
    'input.planOf',
    /^tác vụ \d+ đã áp dụng rồi; hãy chạy thử lại$/,
    async () => {
      const plan = await dryRun()
      await query(`insert into job_relation (job_id, relation, related_job_id) values ($1, 'PLAN_OF', $2)`, [
        await past({ type: 'PRODUCT_SYNC' }),
        plan,
      ])
      return `startProductSync(input: { planOf: "${plan}" })`
    },
  ],
  ['input.jobId', 'không có lần đồng bộ nào mang số 999', 'startUndoSync(input: { jobId: "999" })'],
  [
    'input.jobId',
    /^tác vụ \d+ là lần chạy thử, không ghi gì$/,
    async () => `startUndoSync(input: { jobId: "${await dryRun()}" })`,
  ],
  [
    'input.jobId',
    /^tác vụ \d+ đang ở trạng thái RUNNING: chỉ hoàn tác được lần đồng bộ đã kết thúc$/,
    async () =>
      `startUndoSync(input: { jobId: "${await past({ type: 'PRODUCT_SYNC', status: 'RUNNING', endedAgo: null })}" })`,
  ],
  [
    'input.jobId',
    /^tác vụ \d+ đã quá lâu: giá trị cũ của khách hàng không còn được giữ$/,
    async () => {
      const id = await past({ type: 'CUSTOMER_SYNC' })
      await query('update background_job set anonymized_at = now() where id = $1', [id])
      return `startUndoSync(input: { jobId: "${id}" })`
    },
  ],
  ['input.jobId', 'không có lần đồng bộ nào mang số 999', 'startRetryFailedSync(input: { jobId: "999" })'],
  [
    'input.query',
    /^Shopify bỏ qua một phần bộ lọc, suýt trả về tất cả\. Sửa lại bộ lọc\. \(.+nonsense.+\)$/,
    'startPullShopifyCustomers(input: { query: "nonsense:x" })',
  ],
]

test.each(CASES)('%s: %s', async (path, says, asked) => {
  const told = await tellBoth(server.app.url, typeof asked === 'string' ? asked : await asked())
  const issueIn = (locale: 'en' | 'vi') => told[locale].issues?.find((issue) => issue.path === path)
  expect(told.vi).toMatchObject({ __typename: 'InvalidInput' })
  if (typeof says === 'string') expect(issueIn('vi')?.message).toBe(says)
  else expect(issueIn('vi')?.message).toMatch(says)
  expect(issueIn('en')?.message).not.toBe(issueIn('vi')?.message)
  expect(told.vi.message).toContain(`${path}: ${issueIn('vi')?.message}`)
})

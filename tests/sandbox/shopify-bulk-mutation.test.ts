import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { ShopifyCustomer } from '../../src/sandbox/shopify/shopify-records.ts'
import { type BulkOperation, cancelBulk, pollBulk, settledBulk } from './bulk-calls.ts'
import {
  formOf,
  keyOf,
  runMutation,
  SET_METAFIELDS,
  stage,
  startMutation,
  upload,
} from './bulk-mutation-calls.ts'
import { askShopify, gidsOf } from './platform-calls.ts'

let sandbox: Sandbox
let customers: readonly ShopifyCustomer[]
let gids: string[]
let now = 0
beforeEach(async () => {
  now = Date.UTC(2026, 10, 21)
  sandbox = await startSandbox({
    products: 3,
    customers: 60,
    limits: { nhanh: 'off', shopify: 'off' },
    now: () => now,
  })
  customers = sandbox.world.shopify.customers.records
  gids = gidsOf('Customer', customers)
})
afterEach(() => sandbox.close())

const row = (ownerId: string, value = '7') => ({
  metafields: [{ ownerId, namespace: 'pos', key: 'points', type: 'number_integer', value }],
})
const allRows = () => gids.map((gid) => row(gid))
const holders = () => customers.filter(({ metafields }) => metafields.length > 0).length

interface ResultLine {
  data?: { metafieldsSet: { userErrors: { code: string; field: string[] }[] } | null }
  errors?: { message: string; extensions?: { code?: string } }[]
  __lineNumber: number
}

const rowOf = ({ __lineNumber: number }: ResultLine): number => number

async function linesAt(url: string | null): Promise<ResultLine[]> {
  const text = await (await fetch(url!)).text()
  return text
    .trimEnd()
    .split('\n')
    .map((line): ResultLine => JSON.parse(line))
}

async function completed(id: string): Promise<BulkOperation> {
  now += 3_600_000
  return settledBulk(sandbox, id)
}

describe('an upload', () => {
  const post = (url: string, body: FormData) => fetch(url, { method: 'POST', body })

  it('is answered as a storage does, and can be run under its key', async () => {
    const target = await stage(sandbox)
    expect(keyOf(target)).toMatch(/^tmp\/\d+\/bulk\/[0-9a-f-]{36}\/rows\.jsonl$/)
    const answer = await post(target.url, formOf(target, `${JSON.stringify(row(gids[0]!))}\n`))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('content-type')).toContain('application/xml')
    expect(await answer.text()).toContain(`<Key>${keyOf(target)}</Key>`)
    expect(sandbox.world.counters.shopify['(upload)']?.requests).toBe(1)
    expect((await runMutation(sandbox, keyOf(target))).userErrors).toEqual([])
  })

  it.each<[string, (form: FormData) => FormData, number, string]>([
    ['without its signature', (form) => without(form, 'x-goog-signature'), 403, 'SignatureDoesNotMatch'],
    ['without its key', (form) => without(form, 'key'), 403, 'AccessDenied'],
    ['with a changed key', (form) => (form.set('key', 'tmp/other'), form), 403, 'AccessDenied'],
    ['with its file before the parameters', (form) => fileFirst(form), 403, 'SignatureDoesNotMatch'],
    ['without a file', (form) => without(form, 'file'), 400, 'InvalidArgument'],
    ['of an empty file', (form) => (form.set('file', new Blob([])), form), 400, 'EntityTooSmall'],
  ])('%s is refused', async (_what, change, status, code) => {
    const target = await stage(sandbox)
    const answer = await post(target.url, change(formOf(target, '{}\n')))
    expect(answer.status).toBe(status)
    expect(await answer.text()).toContain(`<Code>${code}</Code>`)
    expect((await runMutation(sandbox, keyOf(target))).userErrors[0]?.code).toBe('NO_SUCH_FILE')
  })

  it('is refused above 100 MB', async () => {
    const target = await stage(sandbox)
    const answer = await post(target.url, formOf(target, 'x'.repeat(104_857_601)))
    expect(await answer.text()).toContain('<Code>EntityTooLarge</Code>')
  })

  it('is refused a day after its target was made', async () => {
    const target = await stage(sandbox)
    now += 86_400_000
    expect((await post(target.url, formOf(target, '{}\n'))).status).toBe(403)
  })

  it('that breaks off leaves nothing', async () => {
    const target = await stage(sandbox)
    const body = Buffer.from(await new Response(formOf(target, '{}\n')).arrayBuffer())
    const broken = Promise.withResolvers<void>()
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': body.length }
    const sending = httpRequest(target.url, { method: 'POST', headers })
    sending.on('error', () => broken.resolve())
    sending.write(body.subarray(0, 200), () => sending.destroy(new Error('broken off')))
    await broken.promise
    expect((await runMutation(sandbox, keyOf(target))).userErrors[0]?.code).toBe('NO_SUCH_FILE')
  })
})

function without(form: FormData, name: string): FormData {
  form.delete(name)
  return form
}

function fileFirst(form: FormData): FormData {
  const entries = [...form]
  const turned = new FormData()
  for (const [name, value] of [entries.at(-1)!, ...entries.slice(0, -1)]) turned.append(name, value)
  return turned
}

describe('a bulk mutation', () => {
  it('is carried out for every row, in any order, and answers each once', async () => {
    const operation = await completed(await startMutation(sandbox, allRows()))
    expect(operation).toMatchObject({
      status: 'COMPLETED',
      objectCount: String(gids.length),
      rootObjectCount: String(gids.length),
      errorCode: null,
    })
    expect(holders()).toBe(gids.length)
    const lines = await linesAt(operation.url)
    const numbers = lines.map(rowOf)
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(gids.map((_, at) => at))
    expect(lines.every(({ data }) => data?.metafieldsSet?.userErrors.length === 0)).toBe(true)
    const text = await (await fetch(operation.url!)).text()
    expect(text).toMatch(
      /^\{"data":\{"metafieldsSet":\{"metafields":\[\{"id":"gid:\\\/\\\/shopify\\\/Metafield/,
    )
  })

  it('goes on at its pace, at nothing else', async () => {
    sandbox.world.shopify.bulk.rowsPerSecond = 10
    const id = await startMutation(sandbox, allRows())
    expect((await pollBulk(sandbox, id)).objectCount).toBe('0')
    expect(holders()).toBe(0)
    now += 2_000
    expect(await pollBulk(sandbox, id)).toMatchObject({ status: 'RUNNING', objectCount: '20', url: null })
    expect(holders()).toBe(20)
    now += 60_000
    await settledBulk(sandbox, id)
    expect(holders()).toBe(gids.length)
  })

  it('shows its document as the query, and is found by its type', async () => {
    await startMutation(sandbox, allRows())
    const { body } = await askShopify<{ bulkOperations: { nodes: { type: string; query: string }[] } }>(
      sandbox,
      '{ bulkOperations(first: 5, query: "operation_type:mutation") { nodes { type query } } }',
    )
    expect(body.data?.bulkOperations.nodes).toEqual([{ type: 'MUTATION', query: SET_METAFIELDS }])
  })

  it('is COMPLETED when every row failed: the result says how', async () => {
    const rows = [
      row('gid://shopify/Customer/1'),
      { metafields: [{ key: 1 }] },
      'no JSON',
      row(gids[0]!, 'x'),
    ]
    const lines = await linesAt((await completed(await startMutation(sandbox, rows))).url)
    const byRow = lines.toSorted((a, b) => rowOf(a) - rowOf(b))
    expect(byRow[0]?.data?.metafieldsSet?.userErrors[0]?.field).toEqual(['metafields', '0', 'ownerId'])
    expect(byRow[1]?.errors?.[0]?.extensions?.code).toBe('INVALID_VARIABLE')
    expect(byRow[1]).not.toHaveProperty('data')
    expect(byRow[2]?.errors?.[0]?.message).toContain('Invalid JSON')
    expect(byRow[3]?.data?.metafieldsSet?.userErrors[0]?.code).toBe('INVALID_VALUE')
    expect(holders()).toBe(0)
  })

  it('says of each row that a scope is missing', async () => {
    sandbox.world.shopify.scopes = ['read_customers']
    const [line] = await linesAt((await completed(await startMutation(sandbox, [row(gids[0]!)]))).url)
    expect(line?.data).toEqual({ metafieldsSet: null })
    expect(line?.errors?.[0]?.extensions?.code).toBe('ACCESS_DENIED')
  })

  it.each([
    ['mutation { not parseable', null, 'INVALID_MUTATION', 'Failed to parse the mutation - '],
    ['{ shop { id } }', null, 'INVALID_MUTATION', 'Invalid operation type. Only `mutation` operations'],
    ['mutation { nothing { id } }', null, 'INVALID_MUTATION', "Field 'nothing' doesn't exist"],
    [
      'mutation { a: bulkOperationCancel(id: "1") { userErrors { message } } b: metafieldsDelete(metafields: []) { userErrors { message } } }',
      ['mutation'],
      null,
      'You must specify a single top level mutation.',
    ],
    [
      'mutation { bulkOperationRunQuery(query: "") { userErrors { message } } }',
      ['mutation'],
      null,
      'You must use an allowed mutation name.',
    ],
    [
      'mutation call($input: CustomerInput!) { customerUpdate(input: $input) { customer { a: metafields(first: 1) { nodes { id } } b: metafields(first: 1) { nodes { id } } } } }',
      ['mutation'],
      null,
      'Bulk mutations cannot contain more than 1 connection.',
    ],
  ])('%s is refused', async (mutation, field, code, message) => {
    const answer = await runMutation(sandbox, await upload(sandbox, allRows()), mutation)
    expect(answer.bulkOperation).toBeNull()
    expect(answer.userErrors[0]).toEqual({ field, code, message: expect.stringContaining(message) })
  })

  it('wants a client identifier of 10 to 255 characters, if any, and a file that is there and has rows', async () => {
    const path = await upload(sandbox, allRows())
    for (const [identifier, message] of [
      ['short', 'is too short (minimum is 10 characters)'],
      ['x'.repeat(256), 'is too long (maximum is 255 characters)'],
    ]) {
      const { userErrors } = await runMutation(sandbox, path, SET_METAFIELDS, identifier)
      expect(userErrors).toEqual([{ field: ['clientIdentifier'], code: 'INVALID_MUTATION', message }])
    }
    expect((await runMutation(sandbox, 'tmp/other')).userErrors[0]?.code).toBe('NO_SUCH_FILE')
    const empty = await upload(sandbox, ['', ''])
    expect((await runMutation(sandbox, empty)).userErrors[0]?.code).toBe('INVALID_STAGED_UPLOAD_FILE')
    expect((await runMutation(sandbox, path, SET_METAFIELDS, 'long enough')).userErrors).toEqual([])
  })

  it('runs five at a time, beside five queries', async () => {
    const path = await upload(sandbox, allRows())
    sandbox.world.shopify.bulk.objectsPerSecond = 0.001
    const query =
      'mutation { bulkOperationRunQuery(query: "{ customers { edges { node { id } } } }") { userErrors { code } } }'
    for (let n = 0; n < 5; n++)
      expect(JSON.stringify(await askShopify(sandbox, query))).not.toContain('IN_PROGRESS')
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push((await runMutation(sandbox, path)).bulkOperation!.id)
    const sixth = await runMutation(sandbox, path)
    expect(sixth).toEqual({
      bulkOperation: null,
      userErrors: [
        {
          field: null,
          code: 'OPERATION_IN_PROGRESS',
          message: `A bulk mutation operation for this app and shop is already in progress: ${ids.join(', ')}.`,
        },
      ],
    })
    await completed(ids[0]!)
    expect((await runMutation(sandbox, path)).userErrors).toEqual([])
  })

  it('that is cancelled has carried out what it came to', async () => {
    sandbox.world.shopify.bulk.rowsPerSecond = 10
    const id = await startMutation(sandbox, allRows())
    now += 3_000
    await pollBulk(sandbox, id)
    await cancelBulk(sandbox, id)
    now += 60_000
    await settledBulk(sandbox, id, 'CANCELED')
    expect(holders()).toBe(30)
  })

  it('ends as the world says, after so many rows', async () => {
    sandbox.world.shopify.nextBulkOutcomes.push(
      { status: 'FAILED', errorCode: 'INTERNAL_SERVER_ERROR', afterObjects: 12 },
      { status: 'EXPIRED' },
    )
    const failed = await startMutation(sandbox, allRows())
    now += 3_600_000
    const operation = await settledBulk(sandbox, failed, 'FAILED')
    expect(operation).toMatchObject({ errorCode: 'INTERNAL_SERVER_ERROR', url: null, objectCount: '12' })
    expect(await linesAt(operation.partialDataUrl)).toHaveLength(12)
    expect(holders()).toBe(12)
    const expired = await startMutation(sandbox, allRows())
    now += 3_600_000
    expect((await settledBulk(sandbox, expired, 'EXPIRED')).url).toBeNull()
    expect(holders()).toBe(gids.length)
  })
})

it('costs what was recorded: 11 points to stage, 10 to start or to set', async () => {
  const input = {
    resource: 'BULK_MUTATION_VARIABLES',
    filename: 'rows.jsonl',
    mimeType: 'text/jsonl',
    httpMethod: 'POST',
  }
  const staging = `mutation Stage($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } } userErrors { field message } } }`
  const running = `mutation { bulkOperationRunMutation(mutation: "", stagedUploadPath: "") {
    bulkOperation { id status } userErrors { field message code } } }`
  for (const [document, variables, cost] of [
    [staging, { input: [input] }, 11],
    [running, {}, 10],
    [SET_METAFIELDS, row(gids[0]!), 10],
  ] as const) {
    const { body } = await askShopify(sandbox, document, { ...variables })
    expect(body.extensions?.cost?.requestedQueryCost).toBe(cost)
  }
})

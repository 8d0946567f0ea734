import { expect } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { askShopify } from './platform-calls.ts'

export interface BulkOperation {
  id: string
  status: string
  errorCode: string | null
  createdAt: string
  completedAt: string | null
  objectCount: string
  rootObjectCount: string
  fileSize: string | null
  url: string | null
  partialDataUrl: string | null
}

interface BulkAnswer {
  bulkOperation: BulkOperation | null
  userErrors: { field: string[] | null; message: string; code?: string }[]
}

/** A line of a result, read. */
export type BulkObject = Record<string, unknown> & { id: string }

const FIELDS =
  'id status errorCode createdAt completedAt objectCount rootObjectCount fileSize url partialDataUrl'

export async function runBulk(sandbox: Sandbox, query: string, groupObjects = false): Promise<BulkAnswer> {
  const { body } = await askShopify<{ bulkOperationRunQuery: BulkAnswer }>(
    sandbox,
    `mutation RunBulk($query: String!, $groupObjects: Boolean!) {
      bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) {
        bulkOperation { ${FIELDS} } userErrors { field message code } } }`,
    { query, groupObjects },
  )
  return body.data!.bulkOperationRunQuery
}

/** The id of an operation that started. */
export async function startBulk(sandbox: Sandbox, query: string, groupObjects = false): Promise<string> {
  const { bulkOperation, userErrors } = await runBulk(sandbox, query, groupObjects)
  expect(userErrors).toEqual([])
  expect(bulkOperation!.status).toBe('CREATED')
  return bulkOperation!.id
}

export async function pollBulk(sandbox: Sandbox, id: string): Promise<BulkOperation> {
  const document = `query Poll($id: ID!) { bulkOperation(id: $id) { ${FIELDS} } }`
  const { body } = await askShopify<{ bulkOperation: BulkOperation }>(sandbox, document, { id })
  return body.data!.bulkOperation
}

export async function cancelBulk(sandbox: Sandbox, id: string): Promise<BulkAnswer> {
  const { body } = await askShopify<{ bulkOperationCancel: BulkAnswer }>(
    sandbox,
    `mutation Cancel($id: ID!) {
      bulkOperationCancel(id: $id) { bulkOperation { ${FIELDS} } userErrors { field message } } }`,
    { id },
  )
  return body.data!.bulkOperationCancel
}

/** Polls until the operation has this status. */
export async function settledBulk(
  sandbox: Sandbox,
  id: string,
  status = 'COMPLETED',
): Promise<BulkOperation> {
  await expect.poll(async () => (await pollBulk(sandbox, id)).status).toBe(status)
  return pollBulk(sandbox, id)
}

/** Runs a query to its end and reads its result. */
export async function bulkObjects(
  sandbox: Sandbox,
  query: string,
  groupObjects = false,
): Promise<BulkObject[]> {
  const { url } = await settledBulk(sandbox, await startBulk(sandbox, query, groupObjects))
  return objectsOf(await (await fetch(url!)).text())
}

/** Every line must end with a newline, the last one too. */
export function objectsOf(text: string): BulkObject[] {
  expect(text.at(-1)).toBe('\n')
  return text
    .slice(0, -1)
    .split('\n')
    .map((line): BulkObject => JSON.parse(line))
}

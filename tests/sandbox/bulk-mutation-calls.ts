import { expect } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { BulkOperation } from './bulk-calls.ts'
import { askShopify } from './platform-calls.ts'

export interface StagedTarget {
  url: string
  parameters: { name: string; value: string }[]
}

export const SET_METAFIELDS = `mutation call($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) { metafields { id } userErrors { code field message } } }`

export async function stage(sandbox: Sandbox): Promise<StagedTarget> {
  const { body } = await askShopify<{ stagedUploadsCreate: { stagedTargets: StagedTarget[] } }>(
    sandbox,
    `mutation Stage($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) {
      stagedTargets { url parameters { name value } } userErrors { field message } } }`,
    {
      input: [
        {
          resource: 'BULK_MUTATION_VARIABLES',
          filename: 'rows.jsonl',
          mimeType: 'text/jsonl',
          httpMethod: 'POST',
        },
      ],
    },
  )
  return body.data!.stagedUploadsCreate.stagedTargets[0]!
}

export const keyOf = ({ parameters }: StagedTarget): string =>
  parameters.find(({ name }) => name === 'key')!.value

export function formOf({ parameters }: StagedTarget, text: string): FormData {
  const form = new FormData()
  for (const { name, value } of parameters) form.append(name, value)
  form.append('file', new Blob([text], { type: 'text/jsonl' }), 'rows.jsonl')
  return form
}

/** The key of an upload of these rows; texts are taken as they are. */
export async function upload(sandbox: Sandbox, rows: readonly (object | string)[]): Promise<string> {
  const target = await stage(sandbox)
  const text = rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('')
  const { status } = await fetch(target.url, { method: 'POST', body: formOf(target, text) })
  expect(status).toBe(201)
  return keyOf(target)
}

interface MutationAnswer {
  bulkOperation: Pick<BulkOperation, 'id' | 'status'> | null
  userErrors: { field: string[] | null; message: string; code: string | null }[]
}

export async function runMutation(
  sandbox: Sandbox,
  path: string,
  mutation = SET_METAFIELDS,
  clientIdentifier?: string,
): Promise<MutationAnswer> {
  const { body } = await askShopify<{ bulkOperationRunMutation: MutationAnswer }>(
    sandbox,
    `mutation RunMutation($mutation: String!, $path: String!, $id: String) {
      bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path, clientIdentifier: $id) {
        bulkOperation { id status } userErrors { field message code } } }`,
    { mutation, path, id: clientIdentifier },
  )
  return body.data!.bulkOperationRunMutation
}

/** The id of an operation that started. */
export async function startMutation(
  sandbox: Sandbox,
  rows: readonly (object | string)[],
  mutation = SET_METAFIELDS,
): Promise<string> {
  const { bulkOperation, userErrors } = await runMutation(sandbox, await upload(sandbox, rows), mutation)
  expect(userErrors).toEqual([])
  expect(bulkOperation!.status).toBe('CREATED')
  return bulkOperation!.id
}

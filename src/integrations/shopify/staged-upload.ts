import { openAsBlob } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallOptions } from '../call.ts'
import { onDisk } from './bulk-file.ts'
import type { BulkTools } from './bulk-operations.ts'
import * as documents from './documents.ts'
import * as responses from './responses.ts'

/** As the policy of Shopify's storage says. */
const MAX_UPLOAD_BYTES = 104_857_600
/** Written to the disk at once. */
const BLOCK_CHARS = 256 * 1024
/** A line slower than this is taken for a dead one. */
const SLOWEST_BYTES_A_MS = 128
const FILE_NAME = 'rows.jsonl'
const MIME_TYPE = 'text/jsonl'

type Rows = Iterable<unknown> | AsyncIterable<unknown>

/**
 * Uploads the variables of a bulk mutation, one line a row, by way of a file of its own in the system's temporary
 * folder, and returns the path under which Shopify finds them for a day. Sent again after a failure, they are the same.
 * @throws RangeError for no rows, and above 100 MB; CodedError DISK_FULL, SHOPIFY_REFUSED, PLATFORM_UNREACHABLE, and
 * what a query throws
 */
export async function uploadRows(rows: Rows, tools: BulkTools, call: CallOptions): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'synctrack-upload-'))
  try {
    const file = join(folder, FILE_NAME)
    await writeRows(rows, file, call.signal)
    return await upload(await openAsBlob(file, { type: MIME_TYPE }), tools, call)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeRows(rows: Rows, file: string, signal: AbortSignal): Promise<void> {
  const handle = await onDisk(open(file, 'w'))
  let bytes = 0
  let block = ''
  const write = async () => {
    signal.throwIfAborted()
    bytes += Buffer.byteLength(block)
    if (bytes > MAX_UPLOAD_BYTES)
      throw new RangeError(`The rows have more than the ${MAX_UPLOAD_BYTES} bytes that Shopify takes at once`)
    await onDisk(handle.appendFile(block))
    block = ''
  }
  try {
    for await (const row of rows) {
      block += `${JSON.stringify(row)}\n`
      if (block.length >= BLOCK_CHARS) await write()
    }
    await write()
    if (bytes === 0) throw new RangeError('No rows were given for a bulk mutation')
  } finally {
    await handle.close()
  }
}

async function upload(
  file: Blob,
  { graphql, http, failures }: BulkTools,
  call: CallOptions,
): Promise<string> {
  const input = [
    { resource: 'BULK_MUTATION_VARIABLES', filename: FILE_NAME, mimeType: MIME_TYPE, httpMethod: 'POST' },
  ]
  const { stagedTargets, userErrors } = await graphql.query(
    documents.STAGE_UPLOAD,
    { input },
    responses.stageUpload,
    call,
  )
  const target = stagedTargets?.[0]
  const path = target?.parameters.find(({ name }) => name === 'key')?.value
  if (target === undefined || path === undefined) {
    const said = userErrors.map(({ message }) => message).join('; ') || 'no target came'
    throw failures.make('SHOPIFY_REFUSED', `Shopify gave no place for the rows of a bulk mutation: ${said}`)
  }
  const form = new FormData()
  for (const { name, value } of target.parameters) form.append(name, value)
  // what comes after the file does not count
  form.append('file', file, FILE_NAME)
  const request = {
    method: 'POST' as const,
    url: target.url,
    headers: {},
    body: form,
    extraMs: file.size / SLOWEST_BYTES_A_MS,
  }
  await http.retrying(call, async () => {
    const answer = await http.send(request, call)
    http.requireAnswered(answer)
    if (answer.status < 300) return
    const said = failures.excerpt(answer.text, 300)
    const text = `Shopify's storage answered ${answer.status} to the rows of a bulk mutation: ${said}`
    throw failures.make('SHOPIFY_REFUSED', text)
  })
  return path
}

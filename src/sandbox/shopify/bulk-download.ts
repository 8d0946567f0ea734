import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { PlatformAnswer, PlatformRequest } from '../platform.ts'

/** A result that can be downloaded. */
export interface DownloadFile {
  file: FileHandle
  bytes: number
}

const DOWNLOAD_PATH = /^\/bulk\/(\d+)\.jsonl$/

/** The id of the operation whose result a path is; undefined for every other path. */
export function downloadedOperation(path: string): number | undefined {
  const id = DOWNLOAD_PATH.exec(path)?.[1]
  return id === undefined ? undefined : Number(id)
}

/** Where a result can be had without a token, until `expiresAt` (ms). */
export function signedPath(id: number, expiresAt: number, secret: string): string {
  const expires = String(Math.floor(expiresAt / 1000))
  const query = new URLSearchParams({ Expires: expires, Signature: signatureOf(id, expires, secret) })
  return `/bulk/${id}.jsonl?${query}`
}

function signatureOf(id: number, expires: string, secret: string): string {
  return createHmac('sha256', secret).update(`${id} ${expires}`).digest('base64')
}

/** Answers as Google Cloud Storage does: GET and HEAD, one range of bytes, refusals as XML. */
export function answerDownload(
  id: number,
  request: PlatformRequest,
  { result, secret, now }: { result: DownloadFile | undefined; secret: string; now: number },
): PlatformAnswer {
  const expires = request.query.get('Expires') ?? ''
  if (!isSigned(request.query.get('Signature') ?? '', signatureOf(id, expires, secret))) {
    return refusal(403, 'SignatureDoesNotMatch', 'Access denied.')
  }
  if (Number(expires) * 1000 <= now) return refusal(403, 'ExpiredToken', 'Invalid argument.')
  if (result === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.')

  const { file, bytes } = result
  const etag = `"${id}-${bytes}"`
  const ifRange = request.headers['if-range']
  const range = ifRange === undefined || ifRange === etag ? rangeOf(request.headers.range, bytes) : undefined
  if (range === 'unsatisfiable') {
    const answer = refusal(416, 'InvalidRange', 'The requested range cannot be satisfied.')
    return { ...answer, headers: { ...answer.headers, 'content-range': `bytes */${bytes}` } }
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 }
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      'content-type': 'application/jsonl',
      'content-length': String(end - start + 1),
      'accept-ranges': 'bytes',
      etag,
      ...(range !== undefined && { 'content-range': `bytes ${start}-${end}/${bytes}` }),
    },
    body: request.method === 'HEAD' ? '' : { file, start, end },
  }
}

function isSigned(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Both ends included; undefined when the whole is meant: several ranges, and what cannot be read, do not count. */
function rangeOf(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  const [, first = '', last = ''] = match ?? []
  if (match === null || (first === '' && last === '')) return undefined
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  return start > end ? 'unsatisfiable' : { start, end }
}

function refusal(status: number, code: string, message: string): PlatformAnswer {
  return {
    status,
    headers: { 'content-type': 'application/xml; charset=UTF-8' },
    body: `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  }
}

import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import type { FilePart, PlatformAnswer } from './platform.ts'

const READ_BYTES = 262_144

/** Sends an answer whole. */
export async function send(
  response: ServerResponse,
  { status, headers, body }: PlatformAnswer,
): Promise<void> {
  response.writeHead(status, headers)
  if (typeof body === 'string') response.end(body)
  else await pipeline(streamOf(body), response)
}

/** Announces the whole answer and sends its first bytes; resolves when they are gone to the network. */
export async function sendStart(
  response: ServerResponse,
  { status, headers, body }: PlatformAnswer,
  bytes: number,
): Promise<void> {
  const whole = typeof body === 'string' ? Buffer.byteLength(body) : body.end - body.start + 1
  // The full length, so that the reader knows that something is missing.
  response.writeHead(status, { ...headers, 'content-length': String(whole) })
  const first = Math.min(bytes, whole)
  const start = typeof body === 'string' ? body : { ...body, end: body.start + first - 1 }
  const chunk = (await bytesOf(start)).subarray(0, first)
  await new Promise<void>((resolve, reject) => {
    response.write(chunk, (error) => (error == null ? resolve() : reject(error)))
  })
}

/** The whole body as text. */
export async function textOf(body: string | FilePart): Promise<string> {
  return typeof body === 'string' ? body : (await bytesOf(body)).toString('utf8')
}

/** An answer with another body, whose length is announced. */
export function withBody(answer: PlatformAnswer, body: string): PlatformAnswer {
  return {
    ...answer,
    headers: { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) },
    body,
  }
}

async function bytesOf(body: string | FilePart): Promise<Buffer> {
  return typeof body === 'string' ? Buffer.from(body) : await buffer(streamOf(body))
}

/** The handle stays open: others may be reading from it. */
function streamOf({ file, start, end }: FilePart): Readable {
  return Readable.from(partsOf(file, start, end), { objectMode: false })
}

async function* partsOf(file: FilePart['file'], start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at <= end;) {
    const length = Math.min(READ_BYTES, end - at + 1)
    const { bytesRead, buffer: part } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
    if (bytesRead === 0) throw new Error(`The file ends at byte ${at}; its part ends at ${end}`)
    at += bytesRead
    yield part.subarray(0, bytesRead)
  }
}

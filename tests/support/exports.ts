import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

/** The answer as it begins; nothing of its body is taken yet. */
export async function ask(
  url: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<IncomingMessage> {
  const sent = request(url, { method, headers })
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return response
}

export async function fetchWhole(url: string, options: Parameters<typeof ask>[1] = {}): Promise<Answer> {
  const response = await ask(url, options)
  // Not text(), which drops the byte order mark.
  const body = (await buffer(response)).toString()
  return { status: response.statusCode!, headers: response.headers, body }
}

/** The lines of a file by the names of the header. */
export function linesOf(csv: string): Record<string, string>[] {
  return parse(csv, { bom: true, columns: true, record_delimiter: '\r\n' })
}

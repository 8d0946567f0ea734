import type { IncomingHttpHeaders } from 'node:http'
import type { FileHandle } from 'node:fs/promises'
import type { FaultRequest } from './faults.ts'
import type { PlatformName } from './world.ts'

/** A request, read to its end. */
export interface PlatformRequest {
  method: string
  pathname: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
  /** The fields of a multipart form in their order, files as text; `body` is empty then. */
  form?: [name: string, value: string][]
}

/** A part of a file, from its byte `start` to its byte `end`, both included. */
export interface FilePart {
  file: FileHandle
  start: number
  end: number
}

export interface PlatformAnswer {
  status: number
  headers: Record<string, string>
  body: string | FilePart
}

/** One platform's behaviour, without HTTP. */
export interface Platform {
  name: PlatformName
  /** What faults and counters call this request; called once for each request. */
  describe(request: PlatformRequest): Omit<FaultRequest, 'n'>
  /** Counts the request; called once for each, whatever then happens to it. */
  count(described: Omit<FaultRequest, 'n'>): void
  answer(request: PlatformRequest): PlatformAnswer
  /** The platform's own refusal, for the faults that it knows. */
  refuse(kind: 'throttled' | 'lock', request: PlatformRequest): PlatformAnswer
  /** Makes the token that this request carries invalid. */
  expireToken(request: PlatformRequest): void
  /** Ends what runs beside the requests; called when no request is answered any more. */
  close(): Promise<void>
}

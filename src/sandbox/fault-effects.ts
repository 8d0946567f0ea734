import type { ServerResponse } from 'node:http'
import type { FaultEffect, FaultRequest } from './faults.ts'
import type { Platform, PlatformAnswer, PlatformRequest } from './platform.ts'
import { send, sendStart, textOf, withBody } from './sending.ts'

const HTML_PAGE = '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>'

/** One request and where its answer goes. */
export interface Exchange {
  request: PlatformRequest
  faultRequest: FaultRequest
  response: ServerResponse
}

/** Answers a request as its fault says. */
export async function applyFault(platform: Platform, fault: FaultEffect, exchange: Exchange): Promise<void> {
  const { request, faultRequest, response } = exchange
  switch (fault.kind) {
    case 'status':
      await send(response, statusAnswer(fault))
      return
    case 'html':
      await send(response, {
        status: fault.status ?? 200,
        headers: { 'content-type': 'text/html' },
        body: HTML_PAGE,
      })
      return
    case 'truncatedJson': {
      const answer = platform.answer(request)
      const text = await textOf(answer.body)
      await send(response, withBody(answer, text.slice(0, Math.floor(text.length / 2))))
      return
    }
    case 'hang':
      await answerPartly(platform, fault, exchange)
      return
    case 'reset':
      await answerPartly(platform, fault, exchange)
      response.destroy()
      return
    case 'slow':
      await send(response, platform.answer(request))
      return
    case 'throttled':
    case 'lock':
      await send(response, platform.refuse(fault.kind, request))
      return
    case 'expireToken':
      platform.expireToken(request)
      await send(response, platform.answer(request))
      return
    case 'transform': {
      const answer = platform.answer(request)
      const changed = fault.change(JSON.parse(await textOf(answer.body)), faultRequest)
      await send(response, withBody(answer, JSON.stringify(changed)))
      return
    }
    case 'transformText': {
      const answer = platform.answer(request)
      await send(response, withBody(answer, fault.change(await textOf(answer.body), faultRequest)))
      return
    }
    case 'meanwhile': {
      const answer = platform.answer(request)
      await fault.act(faultRequest)
      await send(response, answer)
    }
  }
}

function statusAnswer(fault: Extract<FaultEffect, { kind: 'status' }>): PlatformAnswer {
  const { status, body = {}, headers } = fault
  return typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/plain', ...headers }, body }
    : { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** Nothing of the answer, or its first bytes. */
async function answerPartly(
  platform: Platform,
  { afterBytes = 0, carryOut = false }: { afterBytes?: number; carryOut?: boolean },
  { request, response }: Exchange,
): Promise<void> {
  if (afterBytes === 0 && !carryOut) return
  const answer = platform.answer(request)
  if (afterBytes > 0) await sendStart(response, answer, afterBytes)
}

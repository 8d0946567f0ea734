import { createHmac } from 'node:crypto'
import type { AlertChannel, AlertMessage } from './channel.ts'
import { NotDelivered } from './channel.ts'

const TIMEOUT_MS = 10_000

/**
 * Posts each message as JSON, signed as https://www.standardwebhooks.com has it. Any 2xx within `timeoutMs` (10 seconds)
 * takes it; redirects are not followed. `secret` is `whsec_` and the base64 of the key.
 */
export function webhookChannel(
  { url, secret }: { url: string; secret: string },
  timeoutMs: number = TIMEOUT_MS,
): AlertChannel {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const { username, password, ...target } = parts(url)
  const credentials = Buffer.from(`${username}:${password}`).toString('base64')

  return {
    name: 'WEBHOOK',
    async send(message, at, signal) {
      const body = JSON.stringify(payloadOf(message))
      const timestamp = Math.floor(at.getTime() / 1000)
      const signature = createHmac('sha256', key)
        .update(`${message.id}.${timestamp}.${body}`)
        .digest('base64')
      const limit = AbortSignal.timeout(timeoutMs)
      let status: number
      try {
        const response = await fetch(target.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'synctrack',
            'webhook-id': message.id,
            'webhook-timestamp': String(timestamp),
            'webhook-signature': `v1,${signature}`,
            ...(username !== '' && { authorization: `Basic ${credentials}` }),
          },
          body,
          redirect: 'manual',
          signal: AbortSignal.any([signal, limit]),
        })
        status = response.status
        await response.body?.cancel()
      } catch (error) {
        signal.throwIfAborted()
        throw new NotDelivered(limit.aborted ? `no answer within ${timeoutMs / 1000} s` : wireText(error), {
          isRefusal: false,
        })
      }
      if (status < 200 || status > 299) {
        const redirect = status >= 300 && status < 400 ? ', a redirect, which is not followed' : ''
        throw new NotDelivered(`answered ${status}${redirect}`, { isRefusal: isRefusal(status) })
      }
    },
  }
}

/** Fetch takes no credentials in an address. */
function parts(url: string): { url: string; username: string; password: string } {
  const target = new URL(url)
  const [username, password] = [decodeURIComponent(target.username), decodeURIComponent(target.password)]
  target.username = ''
  target.password = ''
  return { url: target.href, username, password }
}

function payloadOf({ id, event, alert, title, message, account }: AlertMessage): object {
  return {
    id,
    event,
    alertId: alert && String(alert.id),
    cause: alert?.cause ?? null,
    key: alert?.key ?? null,
    title,
    message,
    openedAt: alert?.openedAt.toISOString() ?? null,
    closedAt: alert?.closedAt?.toISOString() ?? null,
    account,
  }
}

/** What a receiver says of one message, not of its own state. */
function isRefusal(status: number): boolean {
  return [400, 409, 413, 415, 422].includes(status)
}

/** The code alone: the text of an error of fetch may quote the address, which may hold a secret. */
function wireText(error: unknown): string {
  const cause = error instanceof Error ? error.cause : null
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'the connection broke off'
  return `could not be reached: ${code}`
}

import { isIP } from 'node:net'
import { createTransport, type NodemailerError } from 'nodemailer'
import { type AlertChannel, NotDelivered } from './channel.ts'

const TIMEOUT_MS = 10_000
/** A slow server may stay below each of the limits above and still take for ever. */
const LONGEST_MS = 60_000

interface MailTarget {
  /** smtp:// or smtps://, with user and password where the server wants them. */
  smtpUrl: string
  from: string
  to: string[]
}

/**
 * Sends each message as a mail of plain text. Over smtp:// a password goes out only under TLS (STARTTLS), except to this
 * machine itself.
 */
export function mailChannel({ smtpUrl, from, to }: MailTarget, timeoutMs: number = TIMEOUT_MS): AlertChannel {
  const { username, hostname, protocol } = new URL(smtpUrl)
  const transport = createTransport({
    url: smtpUrl,
    requireTLS: protocol === 'smtp:' && username !== '' && !isThisMachine(hostname),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  return {
    name: 'MAIL',
    async send({ id, title, message }, at, signal) {
      signal.throwIfAborted()
      const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)])
      const sent = transport.sendMail({
        from,
        to,
        subject: `[synctrack] ${title}`,
        text: `${message}\n`,
        date: at,
        messageId: `<${id}@synctrack>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
      try {
        await untilAborted(sent, limit)
      } catch (error) {
        signal.throwIfAborted()
        if (limit.aborted)
          throw new NotDelivered(`not taken within ${LONGEST_MS / 1000} s`, { isRefusal: false })
        const { message: text, code, permanent } = error as NodemailerError
        const isRefusal = permanent === true && (code === 'EMESSAGE' || code === 'EENVELOPE')
        throw new NotDelivered(text.replaceAll(/\s+/g, ' ').trim(), { isRefusal })
      }
    },
  }
}

async function untilAborted(sent: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    signal.throwIfAborted()
    await Promise.race([sent, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function isThisMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  )
}

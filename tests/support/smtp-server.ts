import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

interface ReceivedMail {
  from: string
  to: string[]
  /** Headers and body as they came, with quoted-printable and base64 as they are. */
  text: string
}

export interface SmtpServer extends AsyncDisposable {
  /** smtp://user:password@127.0.0.1:port */
  url: string
  mails: ReceivedMail[]
  /** The credentials that clients gave, `user:password`. */
  logins: string[]
  /** What is answered to a command in place of the usual: `{ RCPT: '550 no such user' }`. */
  answers: Partial<Record<string, string>>
}

/** A real SMTP server that takes every mail, as far as RFC 5321 goes without extensions but AUTH PLAIN. */
export async function startSmtpServer(port = 0): Promise<SmtpServer> {
  const mails: ReceivedMail[] = []
  const logins: string[] = []
  const answers: SmtpServer['answers'] = {}
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    void converse(socket, { mails, logins, answers })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    url: `smtp://shop:p%40ssword@127.0.0.1:${address.port}`,
    mails,
    logins,
    answers,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function converse(
  socket: Socket,
  { mails, logins, answers }: Pick<SmtpServer, 'mails' | 'logins' | 'answers'>,
): Promise<void> {
  const say = (line: string) => socket.write(`${line}\r\n`)
  let mail: ReceivedMail = { from: '', to: [], text: '' }
  let lines: string[] | null = null
  say('220 test.example ESMTP')
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    if (lines) {
      if (line !== '.') {
        lines.push(line.replace(/^\.\./, '.'))
        continue
      }
      mails.push({ ...mail, text: lines.join('\r\n') })
      mail = { from: '', to: [], text: '' }
      lines = null
      say('250 taken')
      continue
    }
    const verb = /^\w+/.exec(line)?.[0].toUpperCase() ?? ''
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    const other = answers[verb]
    if (other !== undefined) say(other)
    else if (verb === 'EHLO') say('250-test.example\r\n250 AUTH PLAIN')
    else if (verb === 'AUTH') {
      const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')
      logins.push(`${user}:${password}`)
      say('235 welcome')
    } else if (verb === 'MAIL') {
      mail.from = address
      say('250 ok')
    } else if (verb === 'RCPT') {
      mail.to.push(address)
      say('250 ok')
    } else if (verb === 'DATA') {
      lines = []
      say('354 go on')
    } else if (verb === 'QUIT') {
      say('221 bye')
      socket.end()
    } else say('502 that command is not known here')
  }
}

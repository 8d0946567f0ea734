import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mailChannel } from '../../src/alerts/mail-channel.ts'
import { webhookChannel } from '../../src/alerts/webhook-channel.ts'
import type { TestApp } from '../support/app.ts'
import {
  insertJob,
  isSigned,
  overdue,
  SECRET,
  startWatchedShop,
  steeredWatch,
  TAKEN,
  type Receiver,
  type SteeredWatch,
  type WatchedShop,
} from '../support/alerts.ts'
import { rowsOf } from '../support/database.ts'
import { variablesFor } from '../support/server-process.ts'
import { startSmtpServer } from '../support/smtp-server.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let shop: WatchedShop
let server: TestApp
let receiver: Receiver
let watch: SteeredWatch
beforeEach(async () => {
  shop = await startWatchedShop()
  ;({ server, receiver, watch } = shop)
})
afterEach(() => shop[Symbol.asyncDispose]())

interface DeliveryRow {
  event: string
  attempts: number
  delivered: boolean
  waiting: boolean
  last_error: string | null
}

const deliveries = () =>
  rowsOf<DeliveryRow>(
    server.databaseUrl,
    `select event, attempts, delivered_at is not null as delivered, next_at is not null as waiting, last_error
     from alert_delivery order by id`,
  )

test('a target that is down for an hour hears all, in order, also what was over before it was up', async () => {
  receiver.reply = () => ({ status: 503, body: '' })
  const begin = watch.now.getTime()
  watch.overdue = overdue(1)
  await watch.lookFor(20 * MINUTE_MS)
  watch.overdue = overdue(1, 2)
  await watch.lookFor(10 * MINUTE_MS)
  watch.overdue = overdue(2)
  await watch.lookFor(10 * MINUTE_MS)
  watch.overdue = overdue(2, 3)
  await watch.lookFor(20 * MINUTE_MS)
  expect(receiver.taken).toEqual([])
  // Waits that grow, and one attempt more whenever there is something new to tell.
  const attempts = receiver.requests.map(({ headers }) => Number(headers['webhook-timestamp']) * 1000 - begin)
  const minutes = attempts.map((ms) => Math.round((ms / MINUTE_MS) * 2) / 2)
  expect(minutes).toEqual([0.5, 1, 2, 4, 9, 19, 20.5, 31, 40.5])
  expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1)

  receiver.reply = () => TAKEN
  await watch.lookFor(HOUR_MS)
  expect(receiver.taken).toEqual([
    'OPENED SCHEDULE_OVERDUE 1',
    'OPENED SCHEDULE_OVERDUE 2',
    'CLOSED SCHEDULE_OVERDUE 1',
    'OPENED SCHEDULE_OVERDUE 3',
  ])
  expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(4)
  expect(await deliveries()).toMatchObject(
    Array.from({ length: 4 }, () => ({ delivered: true, waiting: false, last_error: null })),
  )
}, 120_000)

test('each message is signed, and the signature is of what was sent', async () => {
  watch.overdue = overdue(1)
  await watch.look()
  const [request] = receiver.requests
  expect(isSigned(request!)).toBe(true)
  expect(isSigned({ ...request!, body: request!.body.replace('OPENED', 'CLOSED') })).toBe(false)
  expect(isSigned(request!, Buffer.from('the key of somebody else, 32 byte'))).toBe(false)
  expect(request).toMatchObject({
    method: 'POST',
    url: '/alerts',
    headers: {
      'content-type': 'application/json',
      'webhook-id': receiver.messages[0]!.id,
      'webhook-timestamp': String(Math.floor(watch.now.getTime() / 1000)),
    },
  })
  expect(receiver.messages[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    event: 'OPENED',
    alertId: '1',
    cause: 'SCHEDULE_OVERDUE',
    key: '1',
    title: 'The schedule S1 is overdue',
    message: expect.stringContaining('has not begun'),
    openedAt: watch.now.toISOString(),
    closedAt: null,
    account: { nhanh: server.sandbox.nhanh.businessId, shopify: server.sandbox.shopify.shop },
  })
})

test('one message that is refused does not keep others from passing, but its own end waits', async () => {
  receiver.reply = ({ body }) => (body.includes('"key":"1"') ? { status: 422, body: '' } : TAKEN)
  watch.overdue = overdue(1, 2)
  await watch.look()
  watch.overdue = []
  await watch.lookFor(90_000)
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 2', 'CLOSED SCHEDULE_OVERDUE 2'])
  expect((await deliveries())[0]).toMatchObject({ waiting: true, last_error: 'answered 422' })
  receiver.reply = () => TAKEN
  await watch.lookFor(10 * MINUTE_MS)
  expect(receiver.taken.slice(2)).toEqual(['OPENED SCHEDULE_OVERDUE 1', 'CLOSED SCHEDULE_OVERDUE 1'])
})

test('what nobody takes for three days is given up', async () => {
  receiver.reply = () => ({ status: 500, body: '' })
  watch.overdue = overdue(1)
  for (let hours = 0; hours <= 73; hours++) await watch.look(HOUR_MS)
  const [row] = await deliveries()
  expect(row).toMatchObject({ delivered: false, waiting: false, last_error: 'answered 500' })
  expect(row!.attempts).toBe(73)
  receiver.reply = () => TAKEN
  watch.overdue = []
  await watch.lookFor(90_000)
  expect(receiver.taken).toEqual(['CLOSED SCHEDULE_OVERDUE 1'])
}, 120_000)

test('what waited while no server ran for days is tried as often as what is new', async () => {
  receiver.reply = () => ({ status: 503, body: '' })
  watch.overdue = overdue(1)
  await watch.look()
  await watch.look(4 * 24 * HOUR_MS)
  expect(receiver.requests).toHaveLength(2)
  receiver.reply = () => TAKEN
  await watch.lookFor(2 * MINUTE_MS)
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 1'])
})

test.each([
  ['refuses connections', null, /^could not be reached: ECONNREFUSED$/],
  ['hangs', 'hang', /^no answer within 0.5 s$/],
  ['breaks off', 'reset', /^could not be reached: (UND_ERR_SOCKET|ECONNRESET)$/],
  ['redirects', 'redirect', /^answered 307, a redirect, which is not followed$/],
])('a target that %s is tried again', async (_what, how, said) => {
  if (how === null) await receiver[Symbol.asyncDispose]()
  receiver.reply = () => {
    if (how === 'hang') return () => undefined
    if (how === 'reset') return (response) => response.destroy()
    return { status: 307, headers: { location: `${receiver.url}/elsewhere` }, body: '' }
  }
  const target = { url: receiver.url, secret: SECRET }
  const channels = [how === 'hang' ? webhookChannel(target, 500) : webhookChannel(target)]
  await using failing = await steeredWatch(server, { channels })
  failing.overdue = overdue(1)
  await failing.look()
  const [row] = await deliveries()
  expect(row).toMatchObject({ attempts: 1, delivered: false, waiting: true })
  expect(row!.last_error).toMatch(said)
  if (how === null) return
  expect(receiver.requests).toHaveLength(1)
  receiver.reply = () => TAKEN
  watch.overdue = failing.overdue
  await watch.look(HOUR_MS)
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 1'])
})

test('what a server without a target has seen is told by the one that has one, and only while it is open', async () => {
  await using mute = await steeredWatch(server)
  mute.overdue = overdue(1, 2)
  await mute.look()
  mute.overdue = overdue(2)
  await mute.lookFor(90_000)
  watch.overdue = overdue(2)
  await watch.lookFor(90_000)
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 2'])
  mute.now = watch.now
  mute.overdue = []
  await mute.lookFor(90_000)
  watch.overdue = []
  await watch.lookFor(90_000)
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 2', 'CLOSED SCHEDULE_OVERDUE 2'])
})

test('a message that waits goes out at once after the clock was set back by a month', async () => {
  receiver.reply = () => ({ status: 500, body: '' })
  watch.overdue = overdue(1)
  await watch.look()
  receiver.reply = () => TAKEN
  await watch.look(-30 * 24 * HOUR_MS)
  expect(receiver.taken).toEqual(['OPENED SCHEDULE_OVERDUE 1'])
})

test('servers that look at the same time tell each thing once, and in order', async () => {
  await using second = await steeredWatch(server, { receiver })
  await using third = await steeredWatch(server, { receiver })
  const servers = [watch, second, third]
  const now = new Date()
  for (const one of servers) one.now = now
  const all = Array.from({ length: 12 }, (_, at) => at + 1)
  for (const held of [overdue(...all), [], [], []]) {
    for (const one of servers) one.overdue = held
    await Promise.all(servers.map((one) => one.look()))
  }
  expect(receiver.taken).toEqual([
    ...all.map((id) => `OPENED SCHEDULE_OVERDUE ${id}`),
    ...all.map((id) => `CLOSED SCHEDULE_OVERDUE ${id}`),
  ])
  expect([...second.log, ...third.log]).toEqual([])
})

test('a server that is killed while its message is out leaves it to the next one, under the same id', async () => {
  await insertJob(server, { type: 'PRODUCT_SYNC', status: 'FAILED', code: 'INTERNAL' })
  const variables = {
    ...variablesFor(server.sandbox),
    DATABASE_URL: server.databaseUrl,
    PORT: '0',
    ALERT_WEBHOOK_URL: receiver.url,
    ALERT_WEBHOOK_SECRET: SECRET,
  }
  const received = Promise.withResolvers<void>()
  receiver.reply = () => () => received.resolve()
  const killed = spawn(process.execPath, ['tests/support/alert-child.ts'], {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await received.promise
  killed.kill('SIGKILL')
  await once(killed, 'exit')

  receiver.reply = () => TAKEN
  // PostgreSQL may take a moment to see that the server is gone.
  while (receiver.messages.length === 0) await watch.look()
  await watch.lookFor(90_000)
  expect(receiver.taken).toEqual(['OPENED JOB_FAILED PRODUCT_SYNC'])
  const ids = receiver.requests.map(({ headers }) => headers['webhook-id'])
  expect(ids).toEqual([ids[0], ids[0]])
  expect(await deliveries()).toMatchObject([{ delivered: true }])
}, 120_000)

test('no message holds a secret or a phone, whatever failed', async () => {
  const secret = 'shpat_0123456789abcdef'
  const address = `${receiver.url}?key=hook-secret-0123456789`
  const channels = [
    webhookChannel({ url: address, secret: SECRET }),
    mailChannel({
      smtpUrl: 'smtp://shop:mail-secret@127.0.0.1:1',
      from: 'a@example.com',
      to: ['b@example.com'],
    }),
  ]
  await using careful = await steeredWatch(server, {
    channels,
    secrets: [secret, address, SECRET, 'mail-secret'],
  })
  const message = `Nhanh refused: Nguyễn An, 0912 345 678, an@example.com, +84912345678, token ${secret}`
  await insertJob(server, { type: 'CUSTOMER_SYNC', status: 'FAILED', code: 'NHANH_REFUSED', message })
  await careful.look()
  expect(receiver.messages[0]!.message).toContain('09*****678, a***@example.com, 09*****678, token [secret]')
  const stored = JSON.stringify(await rowsOf(server.databaseUrl, 'select * from alert, alert_delivery'))
  for (const text of [receiver.requests[0]!.body, stored])
    expect(text).not.toMatch(/0912|345 678|84912|shpat_|an@|hook-secret|mail-secret|whsec_/)
})

test('a real SMTP server gets a mail of each event in the language that is set, under a stable id', async () => {
  await using smtp = await startSmtpServer()
  const target = {
    smtpUrl: smtp.url,
    from: 'synctrack@example.com',
    to: ['an@example.com', 'binh@example.com'],
  }
  await using mailing = await steeredWatch(server, { channels: [mailChannel(target)], language: 'vi' })
  const id = await insertJob(server, { type: 'PRODUCT_SYNC', status: 'FAILED', code: 'IMPLAUSIBLE_CHANGE' })
  await mailing.look()
  await rowsOf(server.databaseUrl, `update background_job set status = 'COMPLETED' where id = $1`, [id])
  await mailing.lookFor(90_000)
  expect(smtp.logins).toEqual(['shop:p@ssword', 'shop:p@ssword'])
  expect(smtp.mails.map(({ from, to }) => ({ from, to }))).toEqual(
    Array.from({ length: 2 }, () => ({ from: target.from, to: target.to })),
  )
  const [opened, closed] = smtp.mails.map(({ text }) => text)
  const rows = await rowsOf<{ message_id: string }>(
    server.databaseUrl,
    'select message_id from alert_delivery order by id',
  )
  expect(opened).toContain(`Message-ID: <${rows[0]!.message_id}@synctrack>`)
  expect(closed).toContain(`Message-ID: <${rows[1]!.message_id}@synctrack>`)
  expect(opened).toContain('Auto-Submitted: auto-generated')
  expect(opened).toContain('Content-Type: text/plain; charset=utf-8')
  expect(bodyOf(opened!)).toContain('Chưa ghi gì: quá nhiều mã sẽ về 0.')
  expect(bodyOf(closed!)).toContain('Không cần làm gì nữa.')
})

test('a mail server that is down, refuses the password or the recipient is tried again', async () => {
  await using smtp = await startSmtpServer()
  const channel = mailChannel({ smtpUrl: smtp.url, from: 'a@example.com', to: ['an@example.com'] })
  await using mailing = await steeredWatch(server, { channels: [channel] })
  mailing.overdue = overdue(1)
  const failing: [string, Record<string, string>][] = [
    ['AUTH', { AUTH: '535 the password p@ssword of an@example.com is wrong' }],
    ['RCPT', { RCPT: '550 no such user' }],
    ['DATA', { DATA: '451 later' }],
  ]
  for (const [, answers] of failing) {
    for (const verb of ['AUTH', 'RCPT', 'DATA']) delete smtp.answers[verb]
    Object.assign(smtp.answers, answers)
    await mailing.look(HOUR_MS)
    const [row] = await deliveries()
    expect(row).toMatchObject({ delivered: false, waiting: true })
    expect(row!.last_error).toContain(Object.values(answers)[0]!.slice(0, 3))
    expect(row!.last_error).not.toContain('an@example.com')
  }
  delete smtp.answers['DATA']
  await mailing.look(HOUR_MS)
  expect(await deliveries()).toMatchObject([{ delivered: true, attempts: 4 }])
  expect(smtp.mails).toHaveLength(1)
})

test('a password goes out to another machine under TLS alone', async () => {
  await using smtp = await startSmtpServer()
  // This machine by a name that does not say so.
  const smtpUrl = smtp.url.replace('127.0.0.1', '0.0.0.0')
  const channel = mailChannel({ smtpUrl, from: 'a@example.com', to: ['an@example.com'] })
  await using mailing = await steeredWatch(server, { channels: [channel] })
  mailing.overdue = overdue(1)
  await mailing.look()
  expect((await deliveries())[0]!.last_error).toMatch(/STARTTLS/)
  expect(smtp.logins).toEqual([])
})

function bodyOf(mail: string): string {
  const [head, ...rest] = mail.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (/base64/i.test(head!)) return Buffer.from(body, 'base64').toString()
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

import { afterEach, expect, test, vi } from 'vitest'
import { createLogger, type Logger } from '../src/logger.ts'

afterEach(() => vi.restoreAllMocks())

/** What the logger writes to standard error while `write` runs. */
function linesOf(write: (log: Logger) => void): unknown[] {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  write(createLogger('debug'))
  expect(lines.every((line) => line.endsWith('}\n'))).toBe(true)
  return lines.map((line) => JSON.parse(line) as unknown)
}

test('phone numbers and e-mail addresses are masked in messages, fields and their depths', () => {
  const error = new Error('refused:\n0912345678\tlan@example.com "+84987654321"')
  const lines = linesOf((log) => {
    log.info({ customer: { phone: '0912 345 678', emails: ['lan@example.com'] } }, 'Lan, +84 912-345-678')
    log.child({ by: '84912345678' }).warn({ error: error.stack }, error.message)
  })
  expect(lines).toMatchObject([
    { customer: { phone: '09*****678', emails: ['l***@example.com'] }, msg: 'Lan, 09*****678' },
    { by: '09*****678', msg: 'refused:\n09*****678\tl***@example.com "09*****321"' },
  ])
  expect(JSON.stringify(lines)).not.toMatch(/345678|7654321|lan@/)
})

test('numbers, ids and times stay as they are', () => {
  const fields = {
    jobId: 84912345678,
    total: 912345678,
    ratio: 0.912345678,
    id: 'gid://shopify/Customer/84912345678',
    at: '2026-09-12T03:45:07.891Z',
    sku: 'AO-0912345678',
    nothing: null,
    ready: true,
  }
  const [line] = linesOf((log) => log.info(fields, 'as it is'))
  expect(line).toEqual({
    ...fields,
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    msg: 'as it is',
  })
})

test('a secret never appears, not even one that looks like a phone number or a number', () => {
  const secrets = ['shpat_123456', 'token-0912345678.rest', '912345678901', 'with "quotes"']
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  const log = createLogger('info', secrets)
  log.error({ url: `https://x/?token=${secrets[0]}` }, secrets.join(' '))
  log.error({ number: 912345678901, deep: [{ shpat_123456: 1 }] }, 'a number and a name')
  expect(lines[0]).toContain('"url":"https://x/?token=[secret]","msg":"[secret] [secret] [secret] [secret]"}')
  expect(lines[1]).toContain('"number":[secret],"deep":[{"[secret]":1}]')
})

import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { webhookChannel } from '../src/alerts/webhook-channel.ts'
import { loadConfig, VARIABLE_NAMES } from '../src/config.ts'
import { ERROR_CODES } from '../src/errors.ts'
import { schema } from '../src/schema/schema.ts'
import { SECRET, startReceiver } from './support/alerts.ts'

const root = new URL('../', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8')
const readme = textOf('README.md')

/** The cells of each row of the table under a heading, without the header. */
function tableUnder(heading: string, text: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

const code = (cell: string) => /^`([^`]+)`$/.exec(cell)?.[1]

describe('the configuration', () => {
  const rows = tableUnder('## Configuration', readme)
  const lines = textOf('.env.example')
    .split('\n')
    .filter((line) => line !== '')
  const examples = lines.flatMap((line) => /^# ([A-Z][A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? [])
  const exampleOf = new Map(examples.flatMap((name, at) => (at % 2 === 0 ? [[name, examples[at + 1]!]] : [])))
  /** With everything set that a default may show in. */
  const set = { ...Object.fromEntries(exampleOf), SANDBOX: 'true' }

  test('README.md has a row for each variable, in the order of the code', () => {
    expect(rows.map(([name]) => code(name!))).toEqual([...VARIABLE_NAMES])
  })

  test('.env.example has a line for each variable, in the order of the code, and sets none', () => {
    expect([...exampleOf.keys()]).toEqual([...VARIABLE_NAMES])
    expect(lines.filter((line) => !line.startsWith('# '))).toEqual([])
  })

  test.each(rows.flatMap(([name, value]) => (code(value!) ? [[code(name!)!, code(value!)!]] : [])))(
    '%s is %s when it is not set',
    (name, value) => {
      expect(loadConfig({ ...set, [name]: value })).toEqual(loadConfig({ ...set, [name]: '' }))
    },
  )

  test.each([...exampleOf])('%s=%s of .env.example is allowed', (name, value) => {
    expect(() => loadConfig({ ...set, [name]: value })).not.toThrow()
  })
})

test('docs/errors.md has each code with its hint in each language, and says whether to try again', () => {
  const rows = tableUnder('# Error codes', `\n${textOf('docs/errors.md')}`)
  expect(rows.map(([name, again, , ...hints]) => [code(name!), again, ...hints])).toEqual(
    Object.entries(ERROR_CODES).map(([name, { retryable, hint }]) => [
      name,
      retryable ? 'yes' : 'no',
      hint.en,
      hint.vi,
    ]),
  )
  expect(rows.filter(([, , happened]) => happened === '')).toEqual([])
})

describe('README.md', () => {
  test('holds operations that the server understands', () => {
    const blocks = [...readme.matchAll(/```graphql\n(.*?)```/gs)].map((match) => match[1]!)
    const sent = [...readme.matchAll(/-d '(\{"query".*\})'/g)].map((match) => JSON.parse(match[1]!) as object)
    const inScript = [...readme.matchAll(/const query = `(.*?)`/gs)].map((match) => match[1]!)
    const operations = [...blocks, ...inScript, ...sent.map((body) => (body as { query: string }).query)]
    expect(operations.length).toBeGreaterThan(4)
    // The job type that the page teaches to add is not there yet.
    const known = operations.filter((operation) => !operation.includes('startCountInactiveProducts'))
    expect(known.length).toBe(operations.length - 1)
    expect(known.flatMap((operation) => validate(schema, parse(operation)))).toEqual([])
  })

  test('shows a job type that imports what there is', async () => {
    const example = /```ts\n(.*?)```/s.exec(readme)![1]!
    const imports = [...example.matchAll(/^import \{ (\w+) \} from '(\..*)'$/gm)]
    expect(imports.length).toBe(3)
    for (const [, name, path] of imports) {
      const file = new URL(path!, new URL('src/jobs/types/', root))
      expect(await import(file.href)).toHaveProperty(name!)
    }
  })

  test('checks the signature of an alert that was really sent', async () => {
    const example = /```js\n(import \{ createHmac.*?)```/s.exec(readme)![1]!
    const { isFromSynctrack } = (await import(`data:text/javascript,${encodeURIComponent(example)}`)) as {
      isFromSynctrack: (headers: object, rawBody: string, secret: string) => boolean
    }
    await using receiver = await startReceiver()
    const account = { nhanh: null, shopify: null }
    const message = {
      id: randomUUID(),
      event: 'TEST' as const,
      alert: null,
      title: 'Thử',
      message: 'Thử',
      account,
    }
    const channel = webhookChannel({ url: receiver.url, secret: SECRET })
    await channel.send(message, new Date(), new AbortController().signal)
    await channel.send(message, new Date(Date.now() - 600_000), new AbortController().signal)
    const [sent, old] = receiver.requests
    expect(isFromSynctrack(sent!.headers, sent!.body, SECRET)).toBe(true)
    expect(isFromSynctrack(sent!.headers, `${sent!.body} `, SECRET)).toBe(false)
    expect(isFromSynctrack({ ...sent!.headers, 'webhook-id': 'other' }, sent!.body, SECRET)).toBe(false)
    expect(isFromSynctrack(sent!.headers, sent!.body, `whsec_${'A'.repeat(32)}`)).toBe(false)
    expect(isFromSynctrack({}, sent!.body, SECRET)).toBe(false)
    expect(isFromSynctrack(old!.headers, old!.body, SECRET)).toBe(false)
  })

  test('names files and commands that exist', () => {
    for (const page of ['README.md', 'docs/decisions.md']) {
      const named = [...textOf(page).matchAll(/\b(?:src|tests|docs)\/[\w/.-]*\w/g)].map(([path]) => path)
      const missing = named.filter((path) => !existsSync(new URL(path, root)))
      expect(new Set(missing)).toEqual(
        new Set(page === 'README.md' ? ['src/jobs/types/count-inactive-products.ts'] : []),
      )
    }
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const run = [...readme.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map((match) => match[1]!)
    expect(run.filter((name) => !(name in scripts))).toEqual([])
    for (const command of ['npm ci && npm start', 'npm ci && npm test'])
      expect(readme).toContain(`\n${command}\n`)
  })
})

import { countingBatch, script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { finished, start } from '../support/jobs.ts'

const root = new URL('../../', import.meta.url)
const chapter = readFileSync(new URL('README.md', root), 'utf8')
  .split('\n## Live progress in your own frontend\n')[1]!
  .split('\n## ')[0]!

let server: TestApp
let jobId: string
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0 } })
  script('of the README', async ({ jobId: id, progress }) => progress.batch(countingBatch(id, 1, 10)))
  jobId = await start(server.http, SCRIPTED, { script: 'of the README' })
  await finished(server.ws, jobId)
})
afterAll(() => server[Symbol.asyncDispose]())

const here = (example: string) =>
  example
    .replaceAll('127.0.0.1:4000', new URL(server.app.url).host)
    .replaceAll("'1'", JSON.stringify(jobId))
    .replaceAll('"jobId":"1"', `"jobId":${JSON.stringify(jobId)}`)

const scripts = [...chapter.matchAll(/```js\n(.*?)```/gs)].map((match) => match[1]!)

test.each([
  { name: 'graphql-ws alone', at: 0, shown: ["status: 'COMPLETED', processed: 10", 'settled'] },
  { name: 'the module', at: 1, shown: ['live', 'COMPLETED null 1'] },
])('the script with $name runs as it is written', async ({ at, shown }) => {
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', here(scripts[at]!)], {
    cwd: root,
  })
  const { stdout } = await run
  for (const text of shown) expect(stdout).toContain(text)
})

test('the script with graphql-ws alone has no more than 15 lines', () => {
  expect(scripts[0]!.trim().split('\n').length).toBeLessThanOrEqual(15)
})

test('what curl sends is answered as server-sent events', async () => {
  const [, address, body] = /curl -sN (\S+) .*?-d '(.*?)'/s.exec(here(chapter))!
  const headers = Object.fromEntries(
    [...chapter.matchAll(/-H '([a-z-]+): (.*?)'/g)].map(([, name, value]) => [name!, value!]),
  )
  const response = await fetch(address!, { method: 'POST', headers, body })
  const text = await response.text()
  expect(text).toMatch(/event: next\ndata: .*"status":"COMPLETED","processed":10/)
  expect(text).toContain('event: complete')
})

import { script, SCRIPTED } from '../support/job-types/scripted-job.ts'
import { expect, test } from 'vitest'
import { CodedError } from '../../src/errors.ts'
import { startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'
import { run } from '../support/jobs.ts'

test('phone numbers and e-mail addresses are stored masked, ids as they are', async () => {
  await using server = await startTestApp({ sandbox: { products: 0 } })
  script('tells of people', async ({ progress }) => {
    await progress.log('WARN', 'Nhanh said: customer 142401158, 0912.345.678, lan@example.com')
    throw new CodedError('SHOPIFY_REFUSED', 'gid://shopify/Customer/84912345678: +84 912 345 678 is taken')
  })
  await run(server, SCRIPTED, { script: 'tells of people' })
  const lines = await rowsOf<{ message: string }>(
    server.databaseUrl,
    'select message from job_log_entry order by number',
  )
  expect(lines.map(({ message }) => message)).toEqual([
    'Runs',
    'Nhanh said: customer 142401158, 09*****678, l***@example.com',
    'Failed (SHOPIFY_REFUSED): gid://shopify/Customer/84912345678: 09*****678 is taken',
  ])
})

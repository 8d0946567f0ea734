import { expect, test } from 'vitest'
import { closeDatabase, openDatabase } from '../../src/database.ts'
import type { StartResult } from '../../src/jobs/job-service.ts'
import { silentLogger } from '../../src/logger.ts'
import { WebhookWork } from '../../src/webhooks/webhook-work.ts'
import { startTestApp } from '../support/app.ts'
import { rowsOf } from '../support/database.ts'

test('while one server is at the work, another leaves it alone', async () => {
  await using app = await startTestApp({ app: { webhookTimes: { workEveryMs: 1_000_000_000 } } })
  const orm = await openDatabase(app.databaseUrl)
  const { platforms } = app.app
  const { accountId } = platforms.connections.NHANH!
  await rowsOf(
    app.databaseUrl,
    `insert into record_to_read (account_id, kind, record_id, wants_sync, said_deleted, asked_at)
      values ($1, 'NHANH_PRODUCT', '1', true, false, now())`,
    [accountId],
  )
  const asked: string[] = []
  const isAsked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<StartResult>()
  const workOf = (name: string) =>
    new WebhookWork({
      em: orm.em.fork(),
      platforms,
      log: silentLogger,
      everyMs: 5,
      jobs: {
        start: () => {
          asked.push(name)
          isAsked.resolve()
          return answer.promise
        },
      },
    })
  const [first, second] = [workOf('first'), workOf('second')]
  try {
    first.start()
    await isAsked.promise
    await second.look()
    expect(asked).toEqual(['first'])
  } finally {
    answer.resolve({ kind: 'platformNotConfigured', platform: 'NHANH', missing: [] })
    await first.stop()
    await closeDatabase(orm)
  }
})

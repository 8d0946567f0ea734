import { expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/database.ts'
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
    // Each drops what is old at the end of its first look, which the first one has not reached.
    await rowsOf(
      app.databaseUrl,
      `insert into webhook_delivery (account_id, topic, state, received_at) values (1, 'old', 'DONE', now() - interval '31 days')`,
    )
    second.start()
    await vi.waitFor(
      async () => expect(await rowsOf(app.databaseUrl, 'select from webhook_delivery')).toEqual([]),
      { timeout: 10_000, interval: 20 },
    )
    expect(asked).toEqual(['first'])
  } finally {
    answer.resolve({ kind: 'platformNotConfigured', platform: 'NHANH', missing: [] })
    await Promise.all([first.stop(), second.stop()])
    await orm.close()
  }
})

import { expect, test } from 'vitest'
import { JobEvents } from '../../src/events.ts'
import { HeldJobs } from '../../src/jobs/held-jobs.ts'
import { silentLogger } from '../../src/logger.ts'

/** For what a job's rows have no part in. */
function heldJobs(): HeldJobs {
  const db = () => {
    throw new Error('nothing is read here')
  }
  return new HeldJobs({ db, events: new JobEvents(), log: silentLogger })
}

test('a job that is handed out while it is held is worked on once more, however often that happens', async () => {
  const held = heldJobs()
  const works: PromiseWithResolvers<void>[] = []
  const work = () => {
    const current = Promise.withResolvers<void>()
    works.push(current)
    return current.promise
  }
  const first = held.hold(7, work)
  await Promise.all([held.hold(7, work), held.hold(7, work)])
  expect(works).toHaveLength(1)
  works[0]!.resolve()
  await expect.poll(() => works.length).toBe(2)
  expect(held.has(7)).toBe(true)
  works[1]!.resolve()
  await first
  expect(works).toHaveLength(2)
  expect(held.has(7)).toBe(false)
})

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { JobEvents, type JobEvent } from '../src/events.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const change = (jobId: number, seq: number, more: Partial<JobEvent> = {}): JobEvent => ({
  jobId,
  type: 'T',
  seq,
  statusChanged: false,
  ...more,
})

test('changes are gathered for 100 ms; a change of status is told at once, with what was gathered', async () => {
  const events = new JobEvents()
  const subscription = events.subscribe(() => true)
  for (let seq = 1; seq <= 1000; seq++) events.publish(change(1, seq))
  const first = subscription.take()
  let told = false
  void first.then(() => (told = true))
  await vi.advanceTimersByTimeAsync(99)
  expect(told).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await first).toEqual([1])
  events.publish(change(1, 1001))
  events.publish(change(2, 1, { statusChanged: true }))
  expect(await subscription.take()).toEqual([1, 2])
})

test('a mailbox holds one entry a job, however long nobody looks into it', async () => {
  const events = new JobEvents()
  const subscription = events.subscribe((event) => event.jobId < 3)
  for (let seq = 1; seq <= 5000; seq++) events.publish(change(seq % 5, seq, { statusChanged: true }))
  expect((await subscription.take())!.toSorted((a, b) => a - b)).toEqual([0, 1, 2])
})

test('one reader does not take what another one is still to get', async () => {
  const events = new JobEvents()
  const [a, b] = [events.subscribe(() => true), events.subscribe(() => true)]
  events.publish(change(1, 1, { statusChanged: true }))
  expect(await a.take()).toEqual([1])
  expect(await b.take()).toEqual([1])
})

test('closing wakes whoever waits, and is final', async () => {
  const events = new JobEvents()
  const subscription = events.subscribe(() => true)
  const waiting = subscription.take()
  subscription.close()
  subscription.close()
  expect(await waiting).toBeNull()
  expect(events.subscriberCount).toBe(0)
  events.publish(change(1, 1, { statusChanged: true }))
  expect(await subscription.take()).toBeNull()
})

import { expect, test } from 'vitest'
import { Throughput } from '../../src/jobs/throughput.ts'

/** Reads once a second, with so many items in each. */
function runAt(itemsPerSecond: number[], total: number | null, before = 0) {
  const throughput = new Throughput(0, before)
  let processed = before
  return itemsPerSecond
    .map((items, index) => throughput.read((index + 1) * 1000, (processed += items), total))
    .at(-1)!
}

test('a steady run has one speed and a narrow range', () => {
  expect(runAt(Array(10).fill(100), 3000)).toEqual({ speed: 100, etaLow: 20, etaHigh: 20 })
})

test('what was done before a crash is no speed of this run', () => {
  expect(runAt([100, 100], 1000, 500).speed).toBe(100)
})

test('speed is of the last 30 seconds, and the range holds the best and the worst of the recent', () => {
  const { speed, etaLow, etaHigh } = runAt([...Array(60).fill(1000), ...Array(30).fill(100)], 100_000)
  expect(speed).toBeCloseTo(100, -1)
  const remaining = 100_000 - 63_000
  expect(etaLow).toBe(Math.floor(remaining / (63_000 / 90)))
  expect(etaHigh).toBeGreaterThanOrEqual(Math.ceil(remaining / speed!))
})

test('nothing is told before there is something to measure, nor a time left without a total', () => {
  expect(new Throughput(0, 0).read(10, 50, 100)).toEqual({ speed: null, etaLow: null, etaHigh: null })
  expect(runAt([100, 100], null)).toEqual({ speed: 100, etaLow: null, etaHigh: null })
})

test('a run that stands still has no end in sight; a finished one has none left', () => {
  expect(runAt([0, 0, 0], 100)).toEqual({ speed: 0, etaLow: null, etaHigh: null })
  expect(runAt([50, 50], 100)).toEqual({ speed: 50, etaLow: 0, etaHigh: 0 })
})

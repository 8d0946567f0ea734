import { PRODUCTS_IN_SMALL_BATCHES } from '../support/job-types/small-batches.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { run, type JobState } from '../support/jobs.ts'
import { forgetMatches, MATCHES, outcomeOf, plannedLinks } from '../support/match/outcome.ts'
import { plainLinks, plainWithoutCounterpart } from '../support/match/plain-match.ts'
import { fillWithSoup } from '../support/match/soup.ts'
import { Truth, type Counts } from '../support/match/truth.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp({ sandbox: { products: 0, customers: 0 } })
})
afterAll(() => server[Symbol.asyncDispose]())

/** The records of a soup are called by their ids. */
const nameless = new Truth()

const numbersOf = ({ metadata, total, created, unchanged, skipped }: JobState) => {
  const { nhanh, shopify } = metadata
  return { nhanh, shopify, total, created, unchanged, skipped }
}

describe.each(['PRODUCT', 'CUSTOMER'] as const)('%s', (kind) => {
  const inBatches = kind === 'PRODUCT' ? PRODUCTS_IN_SMALL_BATCHES : MATCHES[kind].type

  test.each([1, 2, 3, 4])(
    'soup %i: SQL, BATCH and the dry runs find the same, and what the plain rule finds',
    async (seed) => {
      const url = server.databaseUrl
      await fillWithSoup(url, kind, `${kind} ${seed}`)
      const expected = await plainLinks(url, kind)
      expect(expected.length).toBeGreaterThan(0)

      const runs = [
        [MATCHES[kind].type, { strategy: 'SQL' }],
        [inBatches, { strategy: 'BATCH', batchSize: 13 }],
      ] as const
      const found = []
      for (const [type, input] of runs) {
        await forgetMatches(url, kind)
        const dry = await run(server, type, { ...input, dryRun: true })
        const planned = await plannedLinks(url, nameless, dry.id)
        const { ledger } = await outcomeOf(url, kind, nameless, dry.id)
        const wet = await run(server, type, input)
        const outcome = await outcomeOf(url, kind, nameless, wet.id)
        expect({ links: planned, ledger, ...numbersOf(dry) }).toEqual({
          links: outcome.links,
          ledger: outcome.ledger,
          ...numbersOf(wet),
        })
        found.push({ ...outcome, ...numbersOf(wet) })
      }
      const bare = (line: string) => line.replaceAll(/NHANH |SHOPIFY /g, '')
      expect(found[0]!.links.map(bare).toSorted()).toEqual(expected)
      expect(found[1]).toEqual(found[0])

      const { nhanh, shopify } = found[0]!
      expect({
        nhanh: (nhanh as Counts).noCounterpart,
        shopify: (shopify as Counts).noCounterpart,
      }).toEqual(await plainWithoutCounterpart(url, kind))
    },
  )
})

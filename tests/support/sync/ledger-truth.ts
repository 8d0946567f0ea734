import { expect } from 'vitest'
import type { World } from '../../../src/sandbox/world.ts'
import { rowsOf } from '../database.ts'
import { locationGid } from './shop.ts'

/** What a job made of the levels, by Shopify's own history: the quantity and how often it was set, by item and place. */
function historyOf({ shopify }: World, jobId: string): Record<string, [available: number, times: number]> {
  const history: Record<string, [number, number]> = {}
  const reference = `gid://synctrack/BackgroundJob/${jobId}`
  for (const { referenceDocumentUri, changes } of shopify.inventoryAdjustments) {
    if (referenceDocumentUri !== reference) continue
    for (const { inventoryItemId, locationId, available } of changes) {
      const place = `${inventoryItemId} ${locationGid(locationId)}`
      history[place] = [available, (history[place]?.[1] ?? 0) + 1]
    }
  }
  return history
}

/**
 * What the ledger of a job calls written is what Shopify's history has of that job, each level once, and what Shopify
 * shows now; it is remembered as published, and nothing is open any more.
 */
export async function expectTrueLedger(
  { databaseUrl, sandbox: { world } }: { databaseUrl: string; sandbox: { world: World } },
  jobId: string,
): Promise<void> {
  const lines = await rowsOf<{
    key: string
    item: string
    after: { levels: { locationId: string; available: number }[] }
  }>(
    databaseUrl,
    `select key, inventory_item_id as item, after from job_item join shopify_variant v on v.id = key
     where job_id = $1 and outcome = 'UPDATED'`,
    [jobId],
  )
  const told: Record<string, [number, number]> = {}
  for (const { key, item, after } of lines) {
    const { inventoryItem } = world.shopify.variants.get(Number(key.split('/').at(-1)))!
    for (const { locationId, available } of after.levels) {
      told[`${item.split('/').at(-1)} ${locationId}`] = [available, 1]
      const level = inventoryItem.levels.find((one) => locationGid(one.locationId) === locationId)
      expect(level!.available).toBe(available)
    }
  }
  expect(told).toEqual(historyOf(world, jobId))
  expect(await rowsOf(databaseUrl, 'select id from write_intent')).toEqual([])
  const published = `select count(*)::int as count from published_level where job_id = $1 and written_quantity is not null`
  expect(await rowsOf(databaseUrl, published, [jobId])).toEqual([{ count: Object.keys(told).length }])
}

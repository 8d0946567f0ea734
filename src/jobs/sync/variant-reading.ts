import type { CallOptions } from '../../integrations/call.ts'
import type { ShopifyClient } from '../../integrations/shopify/client.ts'
import { chunksOf } from './chunks.ts'
import type { VariantReading } from './product-decision.ts'

/** That Shopify is asked about at once; and levels of one variant. */
const MOST_VARIANTS = 250
const MOST_LEVELS = 250

/**
 * What Shopify has of these variants now; nothing of one that is gone. `levels`: for how many locations.
 * @throws CodedError of the client
 */
export async function readVariants(
  client: Pick<ShopifyClient, 'variantsByIds'>,
  ids: readonly string[],
  { levels, call }: { levels: number; call: () => CallOptions },
): Promise<Map<string, VariantReading>> {
  const readings = new Map<string, VariantReading>()
  const levelsEach = Math.min(MOST_LEVELS, Math.max(1, levels))
  const pages = await Promise.all(
    chunksOf(ids, MOST_VARIANTS).map((chunk) => client.variantsByIds(chunk, levelsEach, call())),
  )
  for (const { records, broken } of pages) {
    for (const record of records) readings.set(record.id, record)
    for (const { id, message } of broken) if (id) readings.set(id, { broken: message })
  }
  return readings
}

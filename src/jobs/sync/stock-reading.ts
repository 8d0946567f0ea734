import type { CallOptions } from '../../integrations/call.ts'
import { NHANH_PAGE_SIZE, type NhanhClient } from '../../integrations/nhanh/client.ts'
import { ledgerText } from '../../ledger-texts.ts'
import { chunksOf } from './chunks.ts'
import { addQuantities, quantityOf, timesIn, type Quantity } from './quantity.ts'

/** What Nhanh says about the stock of one product now. */
export type StockReading =
  | { kind: 'known'; availableIn(depotIds: readonly string[]): Quantity }
  /** Nothing that could be believed: never to be taken for 0. */
  | { kind: 'unknown'; message: string }
  /** Nhanh knows the product and keeps no stock of it. */
  | { kind: 'noRecord' }

/** Its available stock by depot; null where Nhanh sent no number. */
interface Answer {
  id: string
  available: string | null
  depots: { depotId: string; available: string | null }[] | null
}

type Client = Pick<NhanhClient, 'stocksByIds' | 'productsByIds' | 'combosByIds'>

/**
 * Reads the stock of products afresh, 100 a request. What is missing in the answer is asked for again with every status,
 * then in the list of products. Every id gets a reading.
 * @throws CodedError of the client
 */
export async function readStock(
  client: Client,
  ids: readonly string[],
  call: CallOptions,
): Promise<Map<string, StockReading>> {
  const readings = new Map<string, StockReading>()
  await Promise.all(
    chunksOf([...new Set(ids)], NHANH_PAGE_SIZE).map(async (chunk) => {
      for (const [id, reading] of await readChunk(client, chunk, call)) readings.set(id, reading)
    }),
  )
  return readings
}

/**
 * The stock of combos, which is what their components make.
 * @throws CodedError of the client
 */
export async function readCombos(
  client: Client,
  ids: readonly string[],
  call: CallOptions,
): Promise<Map<string, StockReading>> {
  const pages = await Promise.all(
    chunksOf(ids, NHANH_PAGE_SIZE).map((chunk) => client.combosByIds(chunk, call)),
  )
  const combos = pages.flatMap(({ records }) => records)
  const components = await readStock(
    client,
    combos.flatMap((combo) => combo.components.map(({ productId }) => productId)),
    call,
  )
  return new Map(
    ids.map((id) => {
      const combo = combos.find((one) => one.id === id)
      return [id, combo ? comboReading(combo.components, components) : unknown(ledgerText('comboUnknown'))]
    }),
  )
}

function comboReading(
  components: readonly { productId: string; quantity: string }[],
  readings: ReadonlyMap<string, StockReading>,
): StockReading {
  if (components.length === 0) return unknown(ledgerText('comboEmpty'))
  // A component may stand in several lines.
  const sizes = new Map<string, Quantity>()
  for (const { productId, quantity } of components) {
    const size = quantityOf(quantity)
    if (!(size > 0)) return unknown(ledgerText('componentQuantity', productId, quantity))
    sizes.set(productId, addQuantities([sizes.get(productId) ?? (0 as Quantity), size]))
  }
  const parts: { available: (depotIds: readonly string[]) => Quantity; size: Quantity }[] = []
  for (const [productId, size] of sizes) {
    const reading = readings.get(productId)
    if (reading?.kind !== 'known') return unknown(ledgerText('componentStock', productId))
    parts.push({ available: (depotIds) => reading.availableIn(depotIds), size })
  }
  return {
    kind: 'known',
    availableIn: (depotIds) =>
      Math.min(...parts.map(({ available, size }) => timesIn(available(depotIds), size))) as Quantity,
  }
}

async function readChunk(
  client: Client,
  ids: readonly string[],
  call: CallOptions,
): Promise<Map<string, StockReading>> {
  const readings = new Map<string, StockReading>()
  const missing = () => ids.filter((id) => !readings.has(id))
  const take = (page: {
    records: readonly Answer[]
    broken: readonly { id: string | null; message: string }[]
  }) => {
    for (const answer of page.records) readings.set(answer.id, readingOf(answer))
    for (const { id, message } of page.broken) if (id) readings.set(id, unknown(`Nhanh sent ${message}`))
  }
  take(await client.stocksByIds(ids, { everyStatus: false }, call))
  if (missing().length > 0) take(await client.stocksByIds(missing(), { everyStatus: true }, call))
  if (missing().length > 0) {
    const { records, broken } = await client.productsByIds(missing(), call)
    take({
      records: records.map(({ id, stock, stockByDepot }) => ({
        id,
        available: stock.available,
        depots: stockByDepot,
      })),
      broken,
    })
  }
  for (const id of missing()) readings.set(id, unknown(ledgerText('productNotNamed')))
  return readings
}

/** The depots must add up to the total: else a depot is missing, or a number is. */
export function readingOf({ available, depots }: Answer): StockReading {
  if (depots === null) return unknown(ledgerText('noDepots'))
  if (depots.length === 0) {
    const total = available === null ? 0 : quantityOf(available)
    return total === 0 ? { kind: 'noRecord' } : unknown(ledgerText('availableWithoutDepots', available))
  }
  if (available === null) return unknown(ledgerText('noTotal'))
  const byDepot = new Map<string, Quantity>()
  for (const depot of depots) {
    if (depot.available === null) return unknown(ledgerText('noNumber', depot.depotId))
    byDepot.set(depot.depotId, quantityOf(depot.available))
  }
  const sum = addQuantities([...byDepot.values()])
  if (byDepot.size < depots.length || sum !== quantityOf(available))
    return unknown(ledgerText('depotsDisagree', sum / 10_000, available))
  return {
    kind: 'known',
    availableIn: (depotIds) => addQuantities(depotIds.map((id) => byDepot.get(id) ?? (0 as Quantity))),
  }
}

function unknown(message: string): StockReading {
  return { kind: 'unknown', message }
}

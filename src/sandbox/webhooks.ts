import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { availableOf, type NhanhProduct } from './nhanh/nhanh-world.ts'
import type { World } from './world.ts'

/** Nhanh tries three times more, Shopify eight times; so much later the first time, then twice as much each time. */
const RETRIES = { nhanh: 3, shopify: 8 }
const RETRY_MS = 200
const TIMEOUT_MS = 5_000

/** The webhooks of both platforms, with their headers and signatures, tried again until they are answered with 200. */
export class SandboxWebhooks {
  /** The verify token of the app's page at Nhanh. */
  readonly nhanhToken: string
  readonly #world: World
  readonly #closing = new AbortController()
  #url: string | null = null

  constructor(world: World, nhanhToken: string) {
    this.#world = world
    this.nhanhToken = nhanhToken
  }

  /**
   * From now on changes of stock are told to a server, and what {@link nhanh} and {@link shopify} send goes there.
   * `url`: without the paths, for instance http://127.0.0.1:4001.
   */
  sendTo(url: string): void {
    const { nhanh, shopify } = this.#world
    this.#url = url
    nhanh.onStockChange = (product) => void this.nhanh('inventoryChange', [inventoryOf(product)])
    shopify.onLevelChange = (inventoryItemId, { locationId, available }) =>
      void this.shopify('inventory_levels/update', {
        inventory_item_id: inventoryItemId,
        location_id: locationId,
        available,
        admin_graphql_api_id: `gid://shopify/InventoryLevel/${locationId}?inventory_item_id=${inventoryItemId}`,
      })
  }

  /** Sends an event of Nhanh's webhooks 3.0. Resolves with the status of each attempt; 0 for one without an answer. */
  nhanh(event: string, data: unknown): Promise<number[]> {
    const { businessId } = this.#world.nhanh.identity
    const body = JSON.stringify({ event, businessId: Number(businessId), data })
    return this.#send('nhanh', body, { authorization: this.nhanhToken })
  }

  /** As {@link nhanh}, for a topic of Shopify. */
  shopify(topic: string, payload: object): Promise<number[]> {
    const { shop, clientSecret } = this.#world.shopify.identity
    const body = JSON.stringify(payload)
    return this.#send('shopify', body, {
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': shop,
      'x-shopify-hmac-sha256': createHmac('sha256', clientSecret).update(body).digest('base64'),
      'x-shopify-webhook-id': randomUUID(),
      'x-shopify-event-id': randomUUID(),
      'x-shopify-api-version': '2026-10',
      'x-shopify-triggered-at': new Date().toISOString(),
    })
  }

  /** Nothing is tried again any more. */
  close(): void {
    this.#closing.abort()
  }

  async #send(
    platform: keyof typeof RETRIES,
    body: string,
    headers: Record<string, string>,
  ): Promise<number[]> {
    const statuses: number[] = []
    if (this.#url === null) return statuses
    for (;;) {
      const status = await this.#post(`${this.#url}/webhooks/${platform}`, body, headers)
      statuses.push(status)
      if (status === 200 || statuses.length > RETRIES[platform] || this.#closing.signal.aborted)
        return statuses
      const isOpen = sleep(RETRY_MS * 2 ** (statuses.length - 1), true, { signal: this.#closing.signal })
      if (!(await isOpen.catch(() => false))) return statuses
    }
  }

  async #post(url: string, body: string, headers: Record<string, string>): Promise<number> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)])
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
        redirect: 'manual',
        signal,
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return 0
    }
  }
}

/** A product as inventoryChange shows it. */
function inventoryOf({ id, type, code, stock }: NhanhProduct): object {
  const depots = stock.map((one) => ({
    id: one.depotId,
    remain: one.remain,
    shipping: one.shipping,
    damaged: one.damaged,
    holding: one.holding,
    transfering: one.transfering,
    available: availableOf(one),
  }))
  const sum = (field: 'remain' | 'available') => depots.reduce((total, depot) => total + depot[field], 0)
  return { id, typeId: type, code, remain: sum('remain'), available: sum('available'), depots }
}

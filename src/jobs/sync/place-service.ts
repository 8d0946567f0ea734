import type { EntityManager } from '@mikro-orm/postgresql'
import { sql, type Kysely } from 'kysely'
import type { Platform } from '../../entities/account.ts'
import { CodedError } from '../../errors.ts'
import type { CallOptions } from '../../integrations/call.ts'
import { words, type Words } from '../../locale.ts'
import { inputIssue, type InputIssue } from '../input-issues.ts'
import { connectedPair, type AccountPair, type PlatformNotConfigured } from '../mappings/account-pair.ts'
import type { Platforms } from '../platforms.ts'
import {
  feedsOf,
  lockPlaces,
  readPlaces,
  rememberDepots,
  rememberLocations,
  type Feeds,
  type Places,
  type ShopLocation,
} from './places.ts'

/** The depots and the locations, and which depots feed which location. */
export interface PlacesNow extends Places, Feeds {}

export type PlacesResult =
  | { kind: 'done'; places: PlacesNow }
  /** Nothing was changed. */
  | { kind: 'invalidInput'; issues: InputIssue[] }
  | PlatformNotConfigured

/** So long a person waits for a platform to tell its places. */
const ASK_MS = 5_000
const MOST_DEPOTS = 1_000
const MOST_RESERVE = 1_000_000

/** What a person says of the depots and locations of the accounts that this server is connected to. */
export class PlaceService {
  readonly #em: EntityManager
  readonly #platforms: Platforms
  /** Who asks a platform that is being asked waits for the same answer. */
  readonly #asking = new Map<Platform, Promise<void>>()

  constructor({ em, platforms }: { em: EntityManager; platforms: Platforms }) {
    this.#em = em
    this.#platforms = platforms
  }

  /** As of the last look at the platforms. One of which nothing is stored is asked now, if it can be reached. */
  async read(): Promise<PlacesNow> {
    await this.#lookFor([], () => true)
    return withFeeds(await this.#stored())
  }

  /** These depots and no others feed the location from now on. `reserve`: null leaves what is set. */
  async setLocation(
    locationId: string,
    depotIds: readonly string[],
    reserve: number | null,
  ): Promise<PlacesResult> {
    const isFit = (locations: ShopLocation[]) => objectionTo(locations, locationId) === null
    return this.#change(depotIds, isFit, async (tx, pair, places) => {
      const objection = objectionTo(places.locations, locationId)
      const issues = [
        ...(objection === null ? [] : [{ path: 'shopifyLocationId', message: objection }]),
        ...unknownDepots(places, depotIds),
        ...reserveIssues(reserve),
      ]
      if (issues.length > 0) return issues
      await assign(tx, pair, depotIds, locationId)
      if (reserve !== null) {
        await sql`
          update shopify_location set reserve = ${reserve}
          where account_id = ${pair.shopifyAccountId} and id = ${locationId}
        `.execute(tx)
      }
      return null
    })
  }

  /** These depots and no others are not sold online from now on. */
  async exclude(depotIds: readonly string[]): Promise<PlacesResult> {
    return this.#change(
      depotIds,
      () => true,
      async (tx, pair, places) => {
        const issues = unknownDepots(places, depotIds)
        if (issues.length > 0) return issues
        await assign(tx, pair, depotIds, null)
        return null
      },
    )
  }

  /** One transaction beside which nobody else changes places, after a look for what is asked for and not stored. */
  async #change(
    depotIds: readonly string[],
    isFit: (locations: ShopLocation[]) => boolean,
    write: (tx: Kysely<unknown>, pair: AccountPair, places: Places) => Promise<InputIssue[] | null>,
  ): Promise<PlacesResult> {
    const pair = connectedPair(this.#platforms)
    if ('kind' in pair) return pair
    if (depotIds.length > MOST_DEPOTS) {
      const issue = inputIssue(
        'nhanhDepotIds',
        `${depotIds.length} ids are too many; at most ${MOST_DEPOTS} are allowed`,
        `${depotIds.length} kho là quá nhiều; chỉ được tối đa ${MOST_DEPOTS}`,
      )
      return { kind: 'invalidInput', issues: [issue] }
    }
    await this.#lookFor(depotIds, isFit)
    return this.#db.transaction().execute(async (tx): Promise<PlacesResult> => {
      await lockPlaces(tx, pair.nhanhAccountId)
      await lockPlaces(tx, pair.shopifyAccountId)
      const issues = await write(tx, pair, await readPlaces(tx, pair))
      if (issues) return { kind: 'invalidInput', issues }
      return { kind: 'done', places: withFeeds(await readPlaces(tx, pair)) }
    })
  }

  get #db(): Kysely<unknown> {
    return this.#em.fork().getKysely<unknown>()
  }

  async #stored(): Promise<Places> {
    const { NHANH, SHOPIFY } = this.#platforms.connections
    return readPlaces(this.#db, {
      nhanhAccountId: NHANH?.accountId ?? null,
      shopifyAccountId: SHOPIFY?.accountId ?? null,
    })
  }

  /** Asks a platform of which nothing, not all of these depots, or no fit location is stored. */
  async #lookFor(depotIds: readonly string[], isFit: (locations: ShopLocation[]) => boolean): Promise<void> {
    const places = await this.#stored()
    const looks: Promise<void>[] = []
    if (places.depots.length === 0 || unknownDepots(places, depotIds).length > 0)
      looks.push(this.#ask('NHANH'))
    if (places.locations.length === 0 || !isFit(places.locations)) looks.push(this.#ask('SHOPIFY'))
    await Promise.all(looks)
  }

  #ask(platform: Platform): Promise<void> {
    const asking =
      this.#asking.get(platform) ?? this.#look(platform).finally(() => this.#asking.delete(platform))
    this.#asking.set(platform, asking)
    return asking
  }

  /** Stores what the platform tells now; nothing when it cannot be asked, which its status shows. */
  async #look(platform: Platform): Promise<void> {
    const { NHANH, SHOPIFY } = this.#platforms.connections
    const signal = AbortSignal.timeout(ASK_MS)
    const call: CallOptions = { signal, interactive: true }
    try {
      if (platform === 'NHANH' && NHANH) {
        const depots = await NHANH.client.depots(call)
        await this.#db.transaction().execute((tx) => rememberDepots(tx, NHANH.accountId, depots))
      }
      if (platform === 'SHOPIFY' && SHOPIFY) {
        const locations = await SHOPIFY.client.locations(call)
        await this.#db.transaction().execute((tx) => rememberLocations(tx, SHOPIFY.accountId, locations))
      }
    } catch (error) {
      if (!(error instanceof CodedError) && !signal.aborted) throw error
    }
  }
}

function withFeeds(places: Places): PlacesNow {
  return { ...places, ...feedsOf(places) }
}

/** Why the location cannot be fed; null when it can. */
function objectionTo(locations: readonly ShopLocation[], locationId: string): Words | null {
  const location = locations.find(({ id }) => id === locationId)
  const shown = JSON.stringify((location?.name ?? locationId).slice(0, 60))
  if (!location) {
    return words(
      `there is no location ${shown} here; nothing was changed`,
      `ở đây không có địa điểm ${shown}; chưa thay đổi gì`,
    )
  }
  if (location.isFulfillmentService) {
    return words(
      `the location ${shown} belongs to a fulfilment service. Locations of fulfilment services are refused: their stock is the service's own`,
      `địa điểm ${shown} là của dịch vụ giao hàng. Không gán kho cho địa điểm như vậy được: tồn ở đó là của dịch vụ`,
    )
  }
  if (location.isActive) return null
  return words(
    `the location ${shown} is not active; activate it in Shopify first`,
    `địa điểm ${shown} đang ngừng hoạt động; hãy bật lại trên Shopify trước`,
  )
}

function unknownDepots({ depots }: Places, depotIds: readonly string[]): InputIssue[] {
  const known = new Set(depots.map(({ id }) => id))
  return depotIds.flatMap((id, index) => {
    if (known.has(id)) return []
    const shown = JSON.stringify(id.slice(0, 40))
    return inputIssue(
      `nhanhDepotIds.${index}`,
      `there is no depot ${shown} here; nothing was changed`,
      `ở đây không có kho ${shown}; chưa thay đổi gì`,
    )
  })
}

function reserveIssues(reserve: number | null): InputIssue[] {
  if (reserve === null || (reserve >= 0 && reserve <= MOST_RESERVE)) return []
  return [
    inputIssue(
      'reserve',
      `${reserve} is not allowed; it must be 0 to ${MOST_RESERVE}`,
      `${reserve} không hợp lệ; phải từ 0 đến ${MOST_RESERVE}`,
    ),
  ]
}

/** Puts exactly these depots there: one that was there before is open, one that was elsewhere is moved. */
async function assign(
  tx: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  depotIds: readonly string[],
  /** Null: not sold online. */
  locationId: string | null,
): Promise<void> {
  await sql`
    delete from depot_assignment
    where nhanh_account_id = ${nhanhAccountId} and shopify_account_id = ${shopifyAccountId}
      and location_id is not distinct from ${locationId} and depot_id <> all(${depotIds}::bigint[])
  `.execute(tx)
  await sql`
    insert into depot_assignment (nhanh_account_id, depot_id, shopify_account_id, location_id)
    select distinct ${nhanhAccountId}::int, depot_id, ${shopifyAccountId}::int, ${locationId}::text
    from unnest(${depotIds}::bigint[]) as depot_id
    on conflict (nhanh_account_id, depot_id, shopify_account_id) do update set location_id = excluded.location_id
  `.execute(tx)
}

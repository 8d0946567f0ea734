import { sql, type Kysely } from 'kysely'
import type { AccountPair } from '../mappings/account-pair.ts'
import { storableJson } from '../storable-json.ts'

/** A depot of Nhanh and what was said about it. */
export interface Depot {
  id: string
  code: string | null
  name: string
  /** Whether the token covers it. */
  isGranted: boolean
  /** Not sold online. */
  isExcluded: boolean
  /** The location whose stock it feeds. */
  locationId: string | null
}

/** A location of the shop. */
export interface ShopLocation {
  id: string
  name: string
  isActive: boolean
  isFulfillmentService: boolean
  reserve: number
}

export interface Places {
  depots: Depot[]
  locations: ShopLocation[]
}

/** A location that is kept in step, and what its stock is made of. */
export interface Feed {
  locationId: string
  depotIds: string[]
  /** Pieces of each variant that are held back. */
  reserve: number
}

/** Which depots feed which location. Nothing may be written while a depot is open or lost. */
export interface Feeds {
  feeds: Feed[]
  /** Granted, and neither assigned nor excluded. */
  open: Depot[]
  /** Granted once and not any more, and not excluded: its stock cannot be seen. */
  lost: Depot[]
}

/**
 * With exactly one depot and one location nothing needs assigning. An excluded depot counts for nothing; one that is
 * assigned to a location which is not to be written (closed, or of a fulfilment service) is open.
 */
export function feedsOf({ depots, locations }: Places): Feeds {
  const sold = depots.filter((depot) => !depot.isExcluded)
  const writable = locations.filter((location) => location.isActive && !location.isFulfillmentService)
  const lost = sold.filter((depot) => !depot.isGranted)
  const granted = sold.filter((depot) => depot.isGranted)
  const only = writable.length === 1 && sold.length === 1 ? writable[0]!.id : null
  const placeOf = (depot: Depot) => depot.locationId ?? only
  const isOpen = (depot: Depot) => !writable.some(({ id }) => id === placeOf(depot))
  const feeds = writable
    .map(({ id, reserve }) => ({
      locationId: id,
      depotIds: granted.filter((depot) => placeOf(depot) === id).map((depot) => depot.id),
      reserve,
    }))
    .filter(({ depotIds }) => depotIds.length > 0)
  return { feeds, open: granted.filter(isOpen), lost }
}

type ToldDepot = Pick<Depot, 'id' | 'code' | 'name'>
type ToldLocation = Omit<ShopLocation, 'reserve'>

/** {@link rememberDepots} and {@link rememberLocations}. */
export async function rememberPlaces(
  tx: Kysely<unknown>,
  { nhanhAccountId, shopifyAccountId }: AccountPair,
  told: { depots: ToldDepot[]; locations: ToldLocation[] },
): Promise<void> {
  await rememberDepots(tx, nhanhAccountId, told.depots)
  await rememberLocations(tx, shopifyAccountId, told.locations)
}

/** Stores, inside a transaction, all depots that Nhanh told; those that it does not name any more are lost. */
export async function rememberDepots(
  tx: Kysely<unknown>,
  accountId: number,
  depots: readonly ToldDepot[],
): Promise<void> {
  await lockPlaces(tx, accountId)
  await sql`
    with told as (
      insert into nhanh_depot as d (account_id, id, code, name, is_granted)
      select distinct on (id) ${accountId}::int, id, code, name, true
      from json_to_recordset(${storableJson(depots)}::json) as t(id bigint, code text, name text)
      on conflict (account_id, id) do update set code = excluded.code, name = excluded.name, is_granted = true
      where (d.code, d.name, d.is_granted) is distinct from (excluded.code, excluded.name, true)
    )
    update nhanh_depot set is_granted = false
    where account_id = ${accountId} and is_granted and id <> all(${depots.map(({ id }) => id)}::bigint[])
  `.execute(tx)
}

/** Stores, inside a transaction, all locations that Shopify told; those that it does not name any more are closed. */
export async function rememberLocations(
  tx: Kysely<unknown>,
  accountId: number,
  locations: readonly ToldLocation[],
): Promise<void> {
  await lockPlaces(tx, accountId)
  await sql`
    with told as (
      insert into shopify_location as l (account_id, id, name, is_active, is_fulfillment_service)
      select distinct on (id) ${accountId}::int, id, name, "isActive", "isFulfillmentService"
      from json_to_recordset(${storableJson(locations)}::json)
        as t(id text, name text, "isActive" boolean, "isFulfillmentService" boolean)
      on conflict (account_id, id) do update set name = excluded.name, is_active = excluded.is_active,
        is_fulfillment_service = excluded.is_fulfillment_service
      where (l.name, l.is_active, l.is_fulfillment_service)
        is distinct from (excluded.name, excluded.is_active, excluded.is_fulfillment_service)
    )
    update shopify_location set is_active = false
    where account_id = ${accountId} and is_active and id <> all(${locations.map(({ id }) => id)}::text[])
  `.execute(tx)
}

/**
 * Waits until nobody else changes the depots or locations of this account, or what is said of them, and keeps others
 * waiting until the transaction ends. Whoever needs both accounts takes Nhanh's first.
 */
export async function lockPlaces(tx: Kysely<unknown>, accountId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`places ${accountId}`}, 0))`.execute(tx)
}

/** As of the last look at the platforms, by id; nothing of one that is not connected. */
export async function readPlaces(
  db: Kysely<unknown>,
  pair: { [Account in keyof AccountPair]: AccountPair[Account] | null },
): Promise<Places> {
  const depots = await sql<Depot>`
    select d.id::text as id, d.code, d.name, d.is_granted as "isGranted", a.location_id as "locationId",
      a.depot_id is not null and a.location_id is null as "isExcluded"
    from nhanh_depot d
    left join depot_assignment a on a.nhanh_account_id = d.account_id and a.depot_id = d.id
      and a.shopify_account_id = ${pair.shopifyAccountId}
    where d.account_id = ${pair.nhanhAccountId} order by d.id
  `.execute(db)
  const locations = await sql<ShopLocation>`
    select id, name, is_active as "isActive", is_fulfillment_service as "isFulfillmentService", reserve
    from shopify_location where account_id = ${pair.shopifyAccountId} order by id
  `.execute(db)
  return { depots: depots.rows, locations: locations.rows }
}

import type { PlacesNow, PlacesResult } from '../jobs/sync/place-service.ts'
import type { Depot, ShopLocation } from '../jobs/sync/places.ts'
import { builder } from './builder.ts'
import {
  InvalidInput,
  invalidInput,
  PlatformNotConfigured,
  platformNotConfigured,
  resolveType,
} from './problems.ts'

/** Where stock lies and where it is sold. Each value carries all the others, for it is shown with its neighbours. */

interface ShownDepot {
  depot: Depot
  now: PlacesNow
}

interface ShownLocation {
  location: ShopLocation
  now: PlacesNow
}

const depotsOf = (now: PlacesNow): ShownDepot[] => now.depots.map((depot) => ({ depot, now }))
const locationsOf = (now: PlacesNow): ShownLocation[] => now.locations.map((location) => ({ location, now }))

export const NhanhDepotRef = builder.objectRef<ShownDepot>('NhanhDepot')
const ShopifyLocationRef = builder.objectRef<ShownLocation>('ShopifyLocation')

NhanhDepotRef.implement({
  description: 'A warehouse of Nhanh, as of the last look at it.',
  fields: (t) => ({
    id: t.id({ resolve: ({ depot }) => depot.id }),
    code: t.string({ nullable: true, resolve: ({ depot }) => depot.code }),
    name: t.string({ resolve: ({ depot }) => depot.name }),
    granted: t.boolean({
      description: 'False: the token covered it once and does not any more, so its stock cannot be seen.',
      resolve: ({ depot }) => depot.isGranted,
    }),
    excluded: t.boolean({ description: 'Not sold online.', resolve: ({ depot }) => depot.isExcluded }),
    open: t.boolean({
      description:
        'Granted, not excluded, and it feeds no location that can be written: PRODUCT_SYNC waits for it.',
      resolve: ({ depot, now }) => now.open.some(({ id }) => id === depot.id),
    }),
    location: t.field({
      type: ShopifyLocationRef,
      nullable: true,
      description: 'The location that it is assigned to.',
      resolve: ({ depot, now }) =>
        locationsOf(now).find(({ location }) => location.id === depot.locationId) ?? null,
    }),
  }),
})

ShopifyLocationRef.implement({
  description: 'A location of the shop, as of the last look at it; one that is gone is inactive.',
  fields: (t) => ({
    id: t.id({ resolve: ({ location }) => location.id }),
    name: t.string({ resolve: ({ location }) => location.name }),
    isActive: t.boolean({ resolve: ({ location }) => location.isActive }),
    isFulfillmentService: t.boolean({
      description: "Its stock is the service's own and is never written.",
      resolve: ({ location }) => location.isFulfillmentService,
    }),
    nhanhDepots: t.field({
      type: [NhanhDepotRef],
      description: 'The depots that are assigned to it.',
      resolve: ({ location, now }) => depotsOf(now).filter(({ depot }) => depot.locationId === location.id),
    }),
    effectiveDepots: t.field({
      type: [NhanhDepotRef],
      description:
        'The depots whose stock is shown here: those assigned to it and granted; with exactly one depot and one location that one, unassigned.',
      resolve: ({ location, now }) => {
        const ids = now.feeds.find(({ locationId }) => locationId === location.id)?.depotIds ?? []
        return depotsOf(now).filter(({ depot }) => ids.includes(depot.id))
      },
    }),
    reserve: t.int({
      description: 'Pieces of each variant that are held back here.',
      resolve: ({ location }) => location.reserve,
    }),
  }),
})

const SetLocationMappingSuccess = builder
  .objectRef<{ now: PlacesNow }>('SetLocationMappingSuccess')
  .implement({
    description: 'All depots and locations as they are now.',
    fields: (t) => ({
      depots: t.field({ type: [NhanhDepotRef], resolve: ({ now }) => depotsOf(now) }),
      locations: t.field({ type: [ShopifyLocationRef], resolve: ({ now }) => locationsOf(now) }),
    }),
  })

const SetLocationMappingResult = builder.unionType('SetLocationMappingResult', {
  types: [SetLocationMappingSuccess, InvalidInput, PlatformNotConfigured],
  resolveType,
})

function toGraphQL(result: PlacesResult) {
  switch (result.kind) {
    case 'done':
      return { __typename: 'SetLocationMappingSuccess', now: result.places } as never
    case 'invalidInput':
      return invalidInput(result.issues)
    case 'platformNotConfigured':
      return platformNotConfigured(result)
  }
}

const READ_WHEN = 'As of the last look; asked for now while none is stored and the platform can be reached.'

builder.queryFields((t) => ({
  nhanhDepots: t.field({
    type: [NhanhDepotRef],
    description: `The warehouses of Nhanh that the token covers or once covered. ${READ_WHEN}`,
    resolve: async (_root, _args, { places }) => depotsOf(await places.read()),
  }),
  shopifyLocations: t.field({
    type: [ShopifyLocationRef],
    description: `The locations of the shop, inactive ones included. ${READ_WHEN}`,
    resolve: async (_root, _args, { places }) => locationsOf(await places.read()),
  }),
}))

builder.mutationFields((t) => ({
  setLocationMapping: t.field({
    type: SetLocationMappingResult,
    description:
      'Says exactly which depots feed this location, and how many pieces are held back (0 to 1000000; left out, that stays). A depot that fed it and is not named is open afterwards; one that fed another location or was excluded is moved here. An empty list takes all depots away. Locations that are inactive or of a fulfilment service are refused.',
    args: {
      shopifyLocationId: t.arg.id({ required: true }),
      nhanhDepotIds: t.arg.idList({ required: true }),
      reserve: t.arg.int(),
    },
    resolve: async (_root, { shopifyLocationId, nhanhDepotIds, reserve }, { places }) =>
      toGraphQL(await places.setLocation(shopifyLocationId, nhanhDepotIds, reserve ?? null)),
  }),
  excludeDepots: t.field({
    type: SetLocationMappingResult,
    description:
      'Says exactly which depots are not sold online (defects, warranty, consignment): these and no others. One that was excluded and is not named is open afterwards, so an empty list includes all again; one that fed a location does so no more.',
    args: { nhanhDepotIds: t.arg.idList({ required: true }) },
    resolve: async (_root, { nhanhDepotIds }, { places }) => toGraphQL(await places.exclude(nhanhDepotIds)),
  }),
}))

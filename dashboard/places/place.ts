import type { PlacesDepotFragment, PlacesLocationFragment } from '../graphql/types.ts'

export type Depot = PlacesDepotFragment
export type Location = PlacesLocationFragment

/** Kho Hà Nội (K1) */
export function depotName({ name, code }: Pick<Depot, 'name' | 'code'>): string {
  return code === null ? name : `${name} (${code})`
}

/** Whether it can be fed at all. */
export function isWritable({ isActive, isFulfillmentService }: Location): boolean {
  return isActive && !isFulfillmentService
}

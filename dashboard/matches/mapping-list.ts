import { useQuery, type CombinedError } from 'urql'
import { pageArguments, type PageCursor } from '../design/pager.tsx'
import type {
  MappingOrigin,
  MappingPolicy,
  MappingRowFragment,
  MappingStatus,
  PageEndsFragment,
  RecordKind,
} from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'
import { MappingsOfCustomersDocument, MappingsOfProductsDocument } from './mappings.graphql.ts'

export const STATUSES = ['PENDING', 'SYNCED', 'FAILED'] as const satisfies MappingStatus[]
export const POLICIES = ['SYNC', 'HOLD', 'ZERO'] as const satisfies MappingPolicy[]
export const ORIGINS = ['MATCHED', 'MANUAL'] as const satisfies MappingOrigin[]

const SIZE = 50

/** What asks for mappings is asked again after a change of them, also where it found none or the answer is a number. */
export const MAPPINGS = ['ProductMapping', 'CustomerMapping']
const OF_MAPPINGS = { additionalTypenames: MAPPINGS }

/** A mapping of either kind; a customer has no reserve. */
export type ListedMapping = MappingRowFragment & { reserve?: number }

export interface MappingFilters {
  statuses: MappingStatus[]
  policies: MappingPolicy[]
  origins: MappingOrigin[]
  deleted: 'yes' | 'no' | undefined
  search: string | undefined
}

/** What the address says of the filters; what it says wrongly counts as not said. */
export function filtersIn(address: AddressState): MappingFilters {
  const named = <Value extends string>(name: string, values: readonly Value[]) =>
    values.filter((value) => address.all(name).includes(value))
  return {
    statuses: named('status', STATUSES),
    policies: named('policy', POLICIES),
    origins: named('origin', ORIGINS),
    deleted: (['yes', 'no'] as const).find((one) => one === address.get('deleted')),
    search: address.get('search'),
  }
}

export interface MappingPage {
  totalCount: number
  nodes: readonly ListedMapping[]
  pageInfo: PageEndsFragment
}

/** A page of the mappings of one kind. */
export function useMappings(
  kind: RecordKind,
  filters: MappingFilters,
  cursor: PageCursor,
): { page: MappingPage | undefined; error: CombinedError | undefined; read: () => void } {
  const given = <Value>(values: Value[]) => (values.length > 0 ? values : undefined)
  const variables = {
    filter: {
      statuses: given(filters.statuses),
      policies: given(filters.policies),
      origins: given(filters.origins),
      deletedAtSource: filters.deleted && filters.deleted === 'yes',
      search: filters.search,
    },
    ...pageArguments(cursor, SIZE),
  }
  const ofProducts = kind === 'PRODUCT'
  const products = useQuery({
    query: MappingsOfProductsDocument,
    variables,
    pause: !ofProducts,
    context: OF_MAPPINGS,
  })
  const customers = useQuery({
    query: MappingsOfCustomersDocument,
    variables,
    pause: ofProducts,
    context: OF_MAPPINGS,
  })
  const [{ data, error }, read] = ofProducts ? products : customers
  return { page: data?.mappings, error, read: () => read({ requestPolicy: 'network-only' }) }
}

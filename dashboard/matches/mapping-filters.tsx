import { useTranslation } from 'react-i18next'
import { MultiSelect, SearchField, Select } from '../design/field.tsx'
import type { RecordKind } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'
import { useSearchText } from '../shell/search-text.ts'
import styles from './mapping-filters.module.css'
import { filtersIn, ORIGINS, POLICIES, STATUSES } from './mapping-list.ts'

/** Which mappings are listed; kept in the address. */
export function MappingFilterBar({ address, kind }: { address: AddressState; kind: RecordKind }) {
  const { t } = useTranslation('mappings')
  const filters = filtersIn(address)
  const [search, setSearch] = useSearchText(address, 'search')
  const change = (changes: Parameters<AddressState['set']>[0]) =>
    address.set({ ...changes, after: undefined, before: undefined })
  return (
    <div className={styles.filters}>
      <SearchField label={t('search')} value={search} onChange={setSearch} />
      <MultiSelect
        label={t('filter.status')}
        all={t('filter.allStatuses')}
        choices={STATUSES.map((id) => ({ id, label: t(`status.${id}`) }))}
        value={filters.statuses}
        onChange={(status) => change({ status })}
      />
      <MultiSelect
        label={t('filter.policy')}
        all={t('filter.allPolicies')}
        choices={POLICIES.filter((id) => id !== 'ZERO' || kind === 'PRODUCT').map((id) => ({
          id,
          label: t(`policy.${id}`),
        }))}
        value={filters.policies}
        onChange={(policy) => change({ policy })}
      />
      <MultiSelect
        label={t('filter.origin')}
        all={t('filter.allOrigins')}
        choices={ORIGINS.map((id) => ({ id, label: t(`origin.${id}`) }))}
        value={filters.origins}
        onChange={(origin) => change({ origin })}
      />
      <Select
        label={t('filter.deleted')}
        hidesLabel
        choices={(['any', 'no', 'yes'] as const).map((id) => ({ id, label: t(`deleted.${id}`) }))}
        value={filters.deleted ?? 'any'}
        onChange={(id) => change({ deleted: id === 'any' ? undefined : id })}
      />
    </div>
  )
}

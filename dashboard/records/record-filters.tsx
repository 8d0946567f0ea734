import { useTranslation } from 'react-i18next'
import { SearchField, Select } from '../design/field.tsx'
import { type AddressState, useAddress } from '../shell/address.ts'
import { useSearchText } from '../shell/search-text.ts'
import { isCustomer, type RecordKindName } from './record-kinds.ts'
import styles from './record-filters.module.css'

const FIRST_PAGE = { after: undefined, before: undefined }

/** What the address says of search and filters, as the API takes it. */
export function readFilters(address: AddressState): {
  search: string | undefined
  mapped: boolean | undefined
  deleted: boolean | null
} {
  const linked = address.get('linked')
  const deleted = address.get('deleted')
  return {
    search: address.get('q'),
    mapped: linked === 'yes' ? true : linked === 'no' ? false : undefined,
    deleted: deleted === 'only' ? true : deleted === 'all' ? null : false,
  }
}

/** Search and filters of a list of records; each change begins at the first page. */
export function RecordFilters({ kind }: { kind: RecordKindName }) {
  const { t } = useTranslation('records')
  const address = useAddress()
  const [search, setSearch] = useSearchText(address, 'q')
  const linked = address.get('linked') ?? 'all'
  const deleted = address.get('deleted') ?? 'no'
  return (
    <search className={styles.filters}>
      <div className={styles.search}>
        <SearchField
          label={t(isCustomer(kind) ? 'search.customers' : 'search.products')}
          value={search}
          onChange={setSearch}
        />
      </div>
      <Select
        hidesLabel
        label={t('filters.linked')}
        choices={(['all', 'yes', 'no'] as const).map((id) => ({ id, label: t(`linkedFilter.${id}`) }))}
        value={linked}
        onChange={(id) => address.set({ linked: id === 'all' ? undefined : id, ...FIRST_PAGE })}
      />
      <Select
        hidesLabel
        label={t('filters.deleted')}
        choices={(['no', 'only', 'all'] as const).map((id) => ({ id, label: t(`deletedFilter.${id}`) }))}
        value={deleted}
        onChange={(id) => address.set({ deleted: id === 'no' ? undefined : id, ...FIRST_PAGE })}
      />
    </search>
  )
}

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SearchField, Select } from '../design/field.tsx'
import { type AddressState, useAddress } from '../shell/address.ts'
import { isCustomer, type RecordKindName } from './record-kinds.ts'
import styles from './record-filters.module.css'

const SEARCH_AFTER_MS = 250
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
  const linked = address.get('linked') ?? 'all'
  const deleted = address.get('deleted') ?? 'no'
  return (
    <search className={styles.filters}>
      <div className={styles.search}>
        <AddressSearch
          address={address}
          label={t(isCustomer(kind) ? 'search.customers' : 'search.products')}
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

/** Searches when one has stopped to type, without a step of the history for each letter. */
function AddressSearch({ address, label }: { address: AddressState; label: string }) {
  const known = address.get('q') ?? ''
  const [seen, setSeen] = useState(known)
  const [text, setText] = useState(known)
  // The address changed by something else: a step back, or filters that were taken off.
  if (known !== seen) {
    setSeen(known)
    setText(known)
  }
  useEffect(() => {
    if (text === known) return
    const timer = setTimeout(
      () => address.set({ q: text, ...FIRST_PAGE }, { replace: true }),
      SEARCH_AFTER_MS,
    )
    return () => clearTimeout(timer)
  }, [text, known, address])
  return <SearchField label={label} value={text} onChange={setText} />
}

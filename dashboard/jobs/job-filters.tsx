import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { MultiSelect, SearchField, Select, TextField } from '../design/field.tsx'
import { START_INPUTS } from '../graphql/start-inputs.ts'
import type { JobStatus } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'
import { useSearchText } from '../shell/search-text.ts'
import { NO_FILTER, STRETCHES } from './filter.ts'
import styles from './job-filters.module.css'

const STATUSES: readonly JobStatus[] = [
  'QUEUED',
  'RUNNING',
  'PAUSING',
  'PAUSED',
  'CANCELLING',
  'COMPLETED',
  'COMPLETED_WITH_ERRORS',
  'FAILED',
  'CANCELLED',
]
const FIRST_PAGE = { after: undefined, before: undefined }

/** What the list is narrowed by; all of it stands in the address. */
export function JobFilters({ address, isFiltered }: { address: AddressState; isFiltered: boolean }) {
  const { t } = useTranslation(['jobs', 'common'])
  const set = (changes: Record<string, string | string[] | undefined>, replace = false) =>
    address.set({ ...changes, ...FIRST_PAGE }, { replace })
  const [search, setSearch] = useSearchText(address, 'q')
  const isRange = address.get('from') !== undefined || address.get('to') !== undefined
  const when = address.get('when') ?? (isRange ? 'range' : 'all')
  return (
    <search className={styles.filters}>
      <div className={styles.search}>
        <SearchField
          label={t('filter.search')}
          placeholder={t('filter.searchFor')}
          value={search}
          onChange={setSearch}
        />
      </div>
      <MultiSelect
        label={t('filter.types')}
        all={t('filter.allTypes')}
        choices={START_INPUTS.map((input) => ({ id: input.type, label: t(`common:type.${input.type}`) }))}
        value={address.all('type')}
        onChange={(chosen) => set({ type: chosen })}
      />
      <MultiSelect
        label={t('filter.statuses')}
        all={t('filter.allStatuses')}
        choices={STATUSES.map((id) => ({ id, label: t(`common:status.${id}`) }))}
        value={address.all('status')}
        onChange={(chosen) => set({ status: chosen })}
      />
      <Select
        label={t('filter.dryRuns')}
        hidesLabel
        choices={(['all', 'false', 'true'] as const).map((id) => ({ id, label: t(`filter.dry.${id}`) }))}
        value={address.get('dry') ?? 'all'}
        onChange={(chosen) => set({ dry: chosen === 'all' ? undefined : chosen })}
      />
      <Select
        label={t('filter.time')}
        hidesLabel
        choices={(['all', ...STRETCHES, 'range'] as const).map((id) => ({
          id,
          label: t(`filter.when.${id}`),
        }))}
        value={when}
        onChange={(chosen) =>
          set({ when: chosen === 'all' ? undefined : chosen, from: undefined, to: undefined })
        }
      />
      {when === 'range' && (
        <div className={styles.range}>
          {(['from', 'to'] as const).map((name) => (
            <TextField
              key={name}
              type="date"
              label={t(`filter.${name}`)}
              value={address.get(name) ?? ''}
              onChange={(day) => set({ when: 'range', [name]: day }, true)}
            />
          ))}
        </div>
      )}
      {isFiltered && (
        <Button look="quiet" onPress={() => set(NO_FILTER)}>
          {t('filter.clear')}
        </Button>
      )}
    </search>
  )
}

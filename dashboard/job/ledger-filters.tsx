import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { MultiSelect, SearchField } from '../design/field.tsx'
import type { JobType } from '../graphql/types.ts'
import { useAddress, type AddressState } from '../shell/address.ts'
import { useSearchText } from '../shell/search-text.ts'
import { JobErrorsDocument } from './job-errors.graphql.ts'
import styles from './ledger.module.css'
import { outcomeWords } from './outcome-words.ts'

const OUTCOMES = ['CREATED', 'UPDATED', 'SKIPPED', 'FAILED'] as const

export interface LedgerFilter {
  outcomes: string[]
  codes: string[]
  search: string
}

/** What the address asks of the ledger. */
export function ledgerFilter(address: AddressState): LedgerFilter {
  const known: readonly string[] = OUTCOMES
  return {
    outcomes: address.all('outcome').filter((outcome) => known.includes(outcome)),
    codes: address.all('code'),
    search: address.get('search') ?? '',
  }
}

export function isFiltered({ outcomes, codes, search }: LedgerFilter): boolean {
  return outcomes.length + codes.length > 0 || search !== ''
}

export function LedgerFilters({ id, type, dryRun }: { id: string; type: JobType; dryRun: boolean }) {
  const { t } = useTranslation('job')
  const address = useAddress()
  const { outcomes, codes } = ledgerFilter(address)
  const [search, setSearch] = useSearchText(address, 'search')
  const [{ data }] = useQuery({ query: JobErrorsDocument, variables: { id }, requestPolicy: 'cache-first' })
  const known = (data?.job?.errorGroups ?? []).map(({ code }) => code)
  const choices = [...new Set([...known, ...codes])].map((code) => ({ id: code, label: code }))

  const choose = (changes: Record<string, string[]>) =>
    address.set({ ...changes, after: undefined, before: undefined })
  return (
    <div className={styles.filters}>
      <SearchField label={t('ledger.search')} value={search} onChange={setSearch} />
      <MultiSelect
        label={t('ledger.outcomes')}
        all={t('ledger.allOutcomes')}
        choices={OUTCOMES.map((outcome) => ({ id: outcome, label: outcomeWords(outcome, type, dryRun, t) }))}
        value={outcomes}
        onChange={(outcome) => choose({ outcome })}
      />
      {choices.length > 0 && (
        <MultiSelect
          label={t('ledger.codes')}
          all={t('ledger.allCodes')}
          choices={choices}
          value={codes}
          onChange={(code) => choose({ code })}
        />
      )}
    </div>
  )
}

import { ToggleButton } from 'react-aria-components/ToggleButton'
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup'
import { useTranslation } from 'react-i18next'
import { SearchField, Select } from '../design/field.tsx'
import { useFormats } from '../formats/formats.ts'
import type { MatchReviewReason } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'
import { useSearchText } from '../shell/search-text.ts'
import styles from './review-filters.module.css'

export const REASONS = [
  'SEVERAL_IN_NHANH',
  'SEVERAL_IN_SHOPIFY',
  'ALREADY_LINKED',
  'REPLACED',
  'KEYS_DISAGREE',
  'NAME_DISAGREES',
  'NOTE_ONLY',
] as const satisfies MatchReviewReason[]

/** A review that is no longer listed is not the one that is open. */
const CLEARED = ['after', 'before', 'review'] as const

export const SHOWN = ['open', 'decided', 'all'] as const
export type Shown = (typeof SHOWN)[number]

/** Which reviews are listed; how many each reason has stands on it. */
export function ReviewFilters({
  address,
  reasons,
  shown,
  counts,
}: {
  address: AddressState
  reasons: readonly MatchReviewReason[]
  shown: Shown
  counts: Partial<Record<MatchReviewReason, number>> | undefined
}) {
  const { t } = useTranslation('matches')
  const formats = useFormats()
  const [search, setSearch] = useSearchText(address, 'search', CLEARED)
  const change = (changes: Parameters<AddressState['set']>[0]) =>
    address.set({ ...changes, after: undefined, before: undefined, review: undefined })
  const offered = REASONS.filter((reason) => (counts?.[reason] ?? 0) > 0 || reasons.includes(reason))
  return (
    <div className={styles.filters}>
      <div className={styles.fields}>
        <SearchField label={t('search')} value={search} onChange={setSearch} />
        <Select
          label={t('shown.label')}
          hidesLabel
          choices={SHOWN.map((id) => ({ id, label: t(`shown.${id}`) }))}
          value={shown}
          onChange={(id) => change({ shown: id === 'open' ? undefined : id })}
        />
      </div>
      {offered.length > 0 && (
        <ToggleButtonGroup
          aria-label={t('reasons')}
          selectionMode="multiple"
          className={styles.reasons}
          selectedKeys={reasons}
          onSelectionChange={(keys) => change({ reason: [...keys].map(String) })}
        >
          {offered.map((reason) => (
            <ToggleButton key={reason} id={reason} className={styles.reason}>
              {t(`reason.${reason}.title`)}
              <span className={styles.count}>{formats.number(counts?.[reason] ?? 0)}</span>
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
    </div>
  )
}

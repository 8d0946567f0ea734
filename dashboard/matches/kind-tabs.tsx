import { useTranslation } from 'react-i18next'
import { LinkTabs } from '../design/link-tabs.tsx'
import { useFormats } from '../formats/formats.ts'
import type { RecordKind } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'

const KINDS = ['PRODUCT', 'CUSTOMER'] as const

/** Products unless the address says customers. */
export function kindIn(address: AddressState): RecordKind {
  return address.get('kind') === 'customers' ? 'CUSTOMER' : 'PRODUCT'
}

/** Leads to the same page of the other kind, without filters that may not fit there. */
export function KindTabs({
  path,
  kind,
  counts,
}: {
  path: string
  kind: RecordKind
  counts?: Partial<Record<RecordKind, number>>
}) {
  const { t } = useTranslation('matches')
  const formats = useFormats()
  return (
    <LinkTabs
      label={t('kinds')}
      choices={KINDS.map((one) => ({
        href: one === 'PRODUCT' ? path : `${path}?kind=customers`,
        label: t(`kind.${one}`),
        count: counts?.[one] === undefined ? undefined : formats.number(counts[one]),
        isHere: one === kind,
      }))}
    />
  )
}

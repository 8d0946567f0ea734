import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useFormats } from '../formats/formats.ts'
import type { RecordKind } from '../graphql/types.ts'
import type { AddressState } from '../shell/address.ts'
import styles from './kind-tabs.module.css'

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
    <nav className={styles.tabs} aria-label={t('kinds')}>
      {KINDS.map((one) => (
        <Link
          key={one}
          href={one === 'PRODUCT' ? path : `${path}?kind=customers`}
          className={styles.tab}
          aria-current={one === kind ? 'page' : undefined}
        >
          {t(`kind.${one}`)}
          {counts?.[one] !== undefined && <span className={styles.count}>{formats.number(counts[one])}</span>}
        </Link>
      ))}
    </nav>
  )
}

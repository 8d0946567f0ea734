import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import type { RecordKindName } from './record-kinds.ts'

const PULLS = {
  'nhanh-products': 'PULL_NHANH_PRODUCTS',
  'shopify-variants': 'PULL_SHOPIFY_PRODUCTS',
  'nhanh-customers': 'PULL_NHANH_CUSTOMERS',
  'shopify-customers': 'PULL_SHOPIFY_CUSTOMERS',
} as const satisfies Record<RecordKindName, string>

/** Leads to the job that brings the records of a list. */
export function PullLink({ kind }: { kind: RecordKindName }) {
  const { t } = useTranslation()
  return (
    <Link href={`/start/${PULLS[kind]}`} className={buttonClass('primary')}>
      {t(`type.${PULLS[kind]}`)}
    </Link>
  )
}

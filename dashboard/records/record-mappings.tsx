import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { buttonClass } from '../design/button.tsx'
import { Facts } from '../design/facts.tsx'
import { useFormats } from '../formats/formats.ts'
import type {
  RecordsNhanhCustomerQuery,
  RecordsNhanhProductQuery,
  RecordsShopifyCustomerQuery,
  RecordsShopifyVariantQuery,
} from '../graphql/types.ts'
import { linkByHand, mappingsOf, traceOf } from './mapping-links.ts'
import { MappingTag } from './mapping-tag.tsx'
import { customerName, variantName } from './names.ts'
import type { RecordKindName } from './record-kinds.ts'
import { PanelPart } from './record-panel.tsx'
import styles from './record-panel.module.css'

type ShownMapping =
  | RecordsNhanhProductQuery['found']['nodes'][number]['mappings'][number]
  | NonNullable<RecordsShopifyVariantQuery['found']['nodes'][number]['mapping']>
  | NonNullable<RecordsNhanhCustomerQuery['found']['nodes'][number]['mapping']>
  | NonNullable<RecordsShopifyCustomerQuery['found']['nodes'][number]['mapping']>

export interface RecordMappingsProps {
  kind: RecordKindName
  id: string
  mappings: readonly ShownMapping[]
  /** One that is gone cannot be linked. */
  isDeleted: boolean
}

/** What a record is linked with and how that stands, and where it is changed. */
export function RecordMappings({ kind, id, mappings, isDeleted }: RecordMappingsProps) {
  const { t } = useTranslation('records')
  return (
    <PanelPart title={t('mappings.title')}>
      {mappings.length === 0 && <p>{t('mappings.none')}</p>}
      <div>
        {mappings.map((mapping) => (
          <MappingCard key={mapping.id} kind={kind} mapping={mapping} />
        ))}
      </div>
      {!isDeleted && (mappings.length === 0 || kind === 'nhanh-products') && (
        <p>
          <Link
            href={linkByHand(kind, id)}
            className={buttonClass(mappings.length === 0 ? 'primary' : 'plain')}
          >
            {mappings.length === 0 ? t('mappings.link') : t('mappings.linkMore')}
          </Link>
        </p>
      )}
    </PanelPart>
  )
}

function MappingCard({ kind, mapping }: { kind: RecordKindName; mapping: ShownMapping }) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const other = otherSide(kind, mapping)
  return (
    <div className={styles.mapping}>
      <p className={styles.line}>
        <Link
          href={`/records?of=${other.kind}&record=${encodeURIComponent(other.id)}`}
          className={styles.name}
        >
          {other.name || t('nameless')}
        </Link>
        {other.note}
        <MappingTag mapping={mapping} />
      </p>
      {mapping.lastError && (
        <p className={styles.error}>
          {mapping.lastError.message}
          {mapping.lastError.hint ? ` ${mapping.lastError.hint}` : ''}
        </p>
      )}
      <Facts
        facts={[
          [
            t('mappings.by'),
            mapping.keyField && mapping.key !== null
              ? t('mappings.byKey', { field: t(`keyField.${mapping.keyField}`), key: mapping.key })
              : t(`origin.${mapping.origin}`),
          ],
          [
            t('mappings.policy'),
            mapping.policyUntil
              ? t('mappings.policyUntil', {
                  policy: t(`policy.${mapping.policy}`),
                  until: formats.moment(mapping.policyUntil),
                })
              : t(`policy.${mapping.policy}`),
          ],
          [t('mappings.reserve'), 'reserve' in mapping && mapping.reserve > 0 ? mapping.reserve : null],
          [t('mappings.synced'), mapping.lastSyncedAt && formats.moment(mapping.lastSyncedAt)],
        ]}
      />
      <p className={styles.line}>
        {'nhanhProduct' in mapping && (
          <Link href={traceOf(mapping.id)} className={buttonClass('plain', 'small')}>
            {t('mappings.why')}
          </Link>
        )}
        <Link href={mappingsOf(kind, other.search)} className={buttonClass('plain', 'small')}>
          {t('mappings.open')}
        </Link>
      </p>
    </div>
  )
}

interface OtherSide {
  kind: RecordKindName
  id: string
  name: string
  note: string | null
  /** What its mapping is found by. */
  search: string
}

function otherSide(kind: RecordKindName, mapping: ShownMapping): OtherSide {
  if ('nhanhProduct' in mapping) {
    const { nhanhProduct: nhanh, shopifyVariant: shopify } = mapping
    const search = nhanh.sku ?? shopify.sku ?? nhanh.name
    return kind === 'nhanh-products'
      ? { kind: 'shopify-variants', id: shopify.id, name: variantName(shopify), note: shopify.sku, search }
      : { kind: 'nhanh-products', id: nhanh.id, name: nhanh.name, note: nhanh.sku, search }
  }
  const { nhanhCustomer: nhanh, shopifyCustomer: shopify } = mapping
  const search = nhanh.phone ?? nhanh.name
  const note = shopify.phone ?? shopify.email
  return kind === 'nhanh-customers'
    ? { kind: 'shopify-customers', id: shopify.id, name: customerName(shopify), note, search }
    : { kind: 'nhanh-customers', id: nhanh.id, name: nhanh.name, note: nhanh.phone, search }
}

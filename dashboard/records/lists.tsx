import { useTranslation } from 'react-i18next'
import { useFormats } from '../formats/formats.ts'
import { customerName, variantName } from './names.ts'
import {
  RecordsNhanhCustomersDocument,
  RecordsNhanhProductsDocument,
  RecordsShopifyCustomersDocument,
  RecordsShopifyVariantsDocument,
} from './record-lists.graphql.ts'
import { RecordList } from './record-list.tsx'
import { useWords } from './words.ts'

/** What stands where nothing was sent: never a zero. */
const UNTOLD = '–'

export function NhanhProductList() {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const words = useWords()
  return (
    <RecordList
      kind="nhanh-products"
      document={RecordsNhanhProductsDocument}
      title={t('columns.product')}
      figures={[t('columns.price'), t('columns.available')]}
      rowOf={(node) => ({
        ...node,
        title: node.name,
        notes: [node.sku, node.barcode === node.sku ? null : node.barcode],
        tags: [
          ...(node.kind === 'PRODUCT' ? [] : [{ text: words.nhanhKind(node.kind) }]),
          ...(node.status === 'ACTIVE' || node.status === 'NEW'
            ? []
            : [{ tone: 'attention' as const, text: words.nhanhStatus(node.status) }]),
        ],
        figures: [
          node.price === null ? UNTOLD : formats.money(node.price),
          node.available === null ? UNTOLD : formats.decimal(node.available),
        ],
      })}
    />
  )
}

export function ShopifyVariantList() {
  const { t } = useTranslation('records')
  const formats = useFormats()
  return (
    <RecordList
      kind="shopify-variants"
      document={RecordsShopifyVariantsDocument}
      title={t('columns.variant')}
      figures={[t('columns.price'), t('columns.available')]}
      rowOf={(node) => ({
        ...node,
        title: variantName(node),
        notes: [node.sku, node.barcode === node.sku ? null : node.barcode],
        tags:
          node.variantStatus === 'ACTIVE'
            ? []
            : [{ tone: 'attention', text: t(`shopifyStatus.${node.variantStatus}`) }],
        figures: [
          node.price === null ? UNTOLD : formats.money(node.price),
          !node.tracked
            ? t('untracked')
            : node.inventoryQuantity === null
              ? UNTOLD
              : formats.number(node.inventoryQuantity),
        ],
        mappings: node.mapping ? [node.mapping] : [],
      })}
    />
  )
}

export function NhanhCustomerList() {
  const { t } = useTranslation('records')
  const formats = useFormats()
  return (
    <RecordList
      kind="nhanh-customers"
      document={RecordsNhanhCustomersDocument}
      title={t('columns.customer')}
      figures={[t('columns.points'), t('columns.spent')]}
      rowOf={(node) => ({
        ...node,
        title: node.name || t('nameless'),
        notes: [node.phone, node.email, node.code],
        tags: [
          ...(node.type && node.type !== 'RETAIL' ? [{ text: t(`customerType.${node.type}`) }] : []),
          ...(node.level ? [{ tone: 'running' as const, text: node.level }] : []),
        ],
        figures: [
          node.points === null ? UNTOLD : formats.number(node.points),
          node.totalSpent === null ? UNTOLD : formats.money(node.totalSpent),
        ],
        mappings: node.mapping ? [node.mapping] : [],
      })}
    />
  )
}

export function ShopifyCustomerList() {
  const { t } = useTranslation('records')
  const formats = useFormats()
  return (
    <RecordList
      kind="shopify-customers"
      document={RecordsShopifyCustomersDocument}
      title={t('columns.customer')}
      figures={[t('columns.orders'), t('columns.spent')]}
      rowOf={(node) => ({
        ...node,
        title: customerName(node) || t('nameless'),
        notes: [node.phone ?? node.addressPhone, node.email],
        tags: [],
        figures: [
          node.numberOfOrders === null ? UNTOLD : formats.number(node.numberOfOrders),
          node.amountSpent === null ? UNTOLD : formats.money(node.amountSpent),
        ],
        mappings: node.mapping ? [node.mapping] : [],
      })}
    />
  )
}

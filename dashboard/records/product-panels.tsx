import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Facts } from '../design/facts.tsx'
import { useFormats } from '../formats/formats.ts'
import { shopifyNumber, tellingOptions, variantName } from './names.ts'
import { RecordsNhanhProductDocument, RecordsShopifyVariantDocument } from './record-details.graphql.ts'
import { RecordMappings } from './record-mappings.tsx'
import { DeletedNote, PanelPart, RecordPanel } from './record-panel.tsx'
import { StockTable } from './stock-table.tsx'
import { useWords } from './words.ts'

interface PanelProps {
  id: string
  onClose: () => void
}

const UNTOLD = '–'

export function NhanhProductPanel({ id, onClose }: PanelProps) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const words = useWords()
  const [{ data, error, fetching }, ask] = useQuery({
    query: RecordsNhanhProductDocument,
    variables: { id },
  })
  const product = data?.found.nodes.find((node) => node.id === id)
  const money = (value: string | null) => value && formats.money(value)
  const pieces = (value: string | null) => (value === null ? UNTOLD : formats.decimal(value))
  const depotName = (depotId: string) => data?.nhanhDepots.find((one) => one.id === depotId)?.name ?? depotId
  return (
    <RecordPanel
      title={product?.name}
      isLoading={fetching}
      error={error}
      onRetry={() => ask()}
      onClose={onClose}
    >
      {product && (
        <>
          <DeletedNote at={product.deletedAt} platform="Nhanh" />
          <Facts
            facts={[
              [t('facts.sku'), product.sku],
              [t('facts.barcode'), product.barcode],
              [t('facts.kind'), words.nhanhKind(product.kind)],
              [t('facts.status'), words.nhanhStatus(product.status)],
              ...product.options.map(({ name, value }) => [name, value] as const),
              [t('facts.nhanhId'), product.id],
            ]}
          />
          <RecordMappings
            kind="nhanh-products"
            id={product.id}
            mappings={product.mappings}
            isDeleted={product.deletedAt !== null}
          />
          <PanelPart title={t('parts.depots')}>
            <StockTable
              label={t('parts.depots')}
              place={t('stock.depot')}
              columns={[t('stock.available'), t('stock.remain'), t('stock.holding'), t('stock.shipping')]}
              rows={[
                ...product.stock.map(({ depotId, available, remain, holding, shipping }) => ({
                  id: depotId,
                  name: depotName(depotId),
                  numbers: [available, remain, holding, shipping].map(pieces),
                })),
                ...(product.stock.length === 0
                  ? []
                  : [
                      {
                        id: 'all',
                        name: t('stock.all'),
                        numbers: [product.available, product.remain, product.holding, product.shipping].map(
                          pieces,
                        ),
                      },
                    ]),
              ]}
            />
          </PanelPart>
          <PanelPart title={t('parts.prices')}>
            <Facts
              facts={[
                [t('prices.price'), money(product.price)],
                [t('prices.old'), money(product.oldPrice)],
                [t('prices.wholesale'), money(product.wholesalePrice)],
                [t('prices.import'), money(product.importPrice)],
                [t('prices.cost'), money(product.averageCost)],
              ]}
            />
          </PanelPart>
          <PulledPart {...product} />
        </>
      )}
    </RecordPanel>
  )
}

export function ShopifyVariantPanel({ id, onClose }: PanelProps) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const [{ data, error, fetching }, ask] = useQuery({
    query: RecordsShopifyVariantDocument,
    variables: { id },
  })
  const variant = data?.found.nodes.find((node) => node.id === id)
  const money = (value: string | null) => value && formats.money(value)
  const locationName = (locationId: string) =>
    data?.shopifyLocations.find((one) => one.id === locationId)?.name ?? locationId
  return (
    <RecordPanel
      title={variant && variantName(variant)}
      isLoading={fetching}
      error={error}
      onRetry={() => ask()}
      onClose={onClose}
    >
      {variant && (
        <>
          <DeletedNote at={variant.deletedAt} platform="Shopify" />
          <Facts
            facts={[
              [t('facts.sku'), variant.sku],
              [t('facts.barcode'), variant.barcode],
              [t('facts.status'), t(`shopifyStatus.${variant.variantStatus}`)],
              ...tellingOptions(variant.options).map(({ name, value }) => [name, value] as const),
              [t('facts.tracked'), variant.tracked ? null : t('untrackedLong')],
              [t('facts.oversells'), variant.inventoryPolicy === 'CONTINUE' ? t('oversells') : null],
              [t('facts.bundle'), variant.isBundle ? t('bundle') : null],
              [t('facts.shopifyId'), shopifyNumber(variant.id)],
            ]}
          />
          <RecordMappings
            kind="shopify-variants"
            id={variant.id}
            mappings={variant.mapping ? [variant.mapping] : []}
            isDeleted={variant.deletedAt !== null}
          />
          <PanelPart title={t('parts.locations')}>
            <StockTable
              label={t('parts.locations')}
              place={t('stock.location')}
              columns={[t('stock.available')]}
              rows={variant.stock.map(({ locationId, available, isActive }) => ({
                id: locationId,
                name: isActive
                  ? locationName(locationId)
                  : t('stock.inactive', { name: locationName(locationId) }),
                numbers: [formats.number(available)],
              }))}
            />
          </PanelPart>
          <PanelPart title={t('parts.prices')}>
            <Facts
              facts={[
                [t('prices.price'), money(variant.price)],
                [t('prices.compareAt'), money(variant.compareAtPrice)],
              ]}
            />
          </PanelPart>
          <PulledPart {...variant} />
        </>
      )}
    </RecordPanel>
  )
}

/** When a record was last seen otherwise than before. */
export function PulledPart({
  pulledAt,
  sourceUpdatedAt,
}: {
  pulledAt: string
  sourceUpdatedAt: string | null
}) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  return (
    <PanelPart title={t('parts.pulled')}>
      <Facts
        facts={[
          [t('facts.pulledAt'), formats.moment(pulledAt)],
          [t('facts.sourceUpdatedAt'), sourceUpdatedAt && formats.moment(sourceUpdatedAt)],
        ]}
      />
    </PanelPart>
  )
}

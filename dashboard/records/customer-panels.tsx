import { useTranslation } from 'react-i18next'
import { useQuery } from 'urql'
import { Facts } from '../design/facts.tsx'
import { useFormats } from '../formats/formats.ts'
import { customerName, shopifyNumber } from './names.ts'
import { PulledPart } from './product-panels.tsx'
import { RecordsNhanhCustomerDocument, RecordsShopifyCustomerDocument } from './record-details.graphql.ts'
import { RecordMappings } from './record-mappings.tsx'
import { DeletedNote, PanelPart, RecordPanel } from './record-panel.tsx'
import { useWords } from './words.ts'

interface PanelProps {
  id: string
  onClose: () => void
}

export function NhanhCustomerPanel({ id, onClose }: PanelProps) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const [{ data, error, fetching }, ask] = useQuery({
    query: RecordsNhanhCustomerDocument,
    variables: { id },
  })
  const customer = data?.found.nodes.find((node) => node.id === id)
  return (
    <RecordPanel
      title={customer && (customer.name || t('nameless'))}
      isLoading={fetching}
      error={error}
      onRetry={() => ask()}
      onClose={onClose}
    >
      {customer && (
        <>
          <DeletedNote at={customer.deletedAt} platform="Nhanh" />
          <Facts
            facts={[
              [t('facts.phone'), customer.phone],
              [t('facts.email'), customer.email],
              [t('facts.address'), customer.address],
              [t('facts.type'), customer.type && t(`customerType.${customer.type}`)],
              [t('facts.group'), customer.group],
              [t('facts.code'), customer.code],
              [t('facts.nhanhId'), customer.id],
            ]}
          />
          <RecordMappings
            kind="nhanh-customers"
            id={customer.id}
            mappings={customer.mapping ? [customer.mapping] : []}
            isDeleted={customer.deletedAt !== null}
          />
          <PanelPart title={t('parts.loyalty')}>
            <Facts
              facts={[
                [t('facts.spent'), customer.totalSpent && formats.money(customer.totalSpent)],
                [t('facts.points'), customer.points === null ? null : formats.number(customer.points)],
                [t('facts.level'), customer.level],
              ]}
            />
          </PanelPart>
          <PulledPart {...customer} />
        </>
      )}
    </RecordPanel>
  )
}

export function ShopifyCustomerPanel({ id, onClose }: PanelProps) {
  const { t } = useTranslation('records')
  const formats = useFormats()
  const words = useWords()
  const [{ data, error, fetching }, ask] = useQuery({
    query: RecordsShopifyCustomerDocument,
    variables: { id },
  })
  const customer = data?.found.nodes.find((node) => node.id === id)
  return (
    <RecordPanel
      title={customer && (customerName(customer) || t('nameless'))}
      isLoading={fetching}
      error={error}
      onRetry={() => ask()}
      onClose={onClose}
    >
      {customer && (
        <>
          <DeletedNote at={customer.deletedAt} platform="Shopify" />
          <Facts
            facts={[
              [t('facts.phone'), customer.phone],
              [t('facts.addressPhone'), customer.addressPhone],
              [t('facts.email'), customer.email],
              [t('facts.account'), words.accountState(customer.state)],
              [t('facts.tags'), customer.tags.join(', ')],
              [t('facts.shopifyId'), shopifyNumber(customer.id)],
            ]}
          />
          <RecordMappings
            kind="shopify-customers"
            id={customer.id}
            mappings={customer.mapping ? [customer.mapping] : []}
            isDeleted={customer.deletedAt !== null}
          />
          <PanelPart title={t('parts.orders')}>
            <Facts
              facts={[
                [t('facts.spent'), customer.amountSpent && formats.money(customer.amountSpent)],
                [
                  t('facts.orders'),
                  customer.numberOfOrders === null ? null : formats.number(customer.numberOfOrders),
                ],
              ]}
            />
          </PanelPart>
          <PulledPart {...customer} />
        </>
      )}
    </RecordPanel>
  )
}

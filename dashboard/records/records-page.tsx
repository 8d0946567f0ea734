import { useTranslation } from 'react-i18next'
import { Page } from '../design/page.tsx'
import { Tabs } from '../design/tabs.tsx'
import { useAddress } from '../shell/address.ts'
import { NhanhCustomerPanel, ShopifyCustomerPanel } from './customer-panels.tsx'
import { NhanhCustomerList, NhanhProductList, ShopifyCustomerList, ShopifyVariantList } from './lists.tsx'
import { NhanhProductPanel, ShopifyVariantPanel } from './product-panels.tsx'
import { isRecordKind, RECORD_KINDS } from './record-kinds.ts'

const LISTS = {
  'nhanh-products': { List: NhanhProductList, RecordPanel: NhanhProductPanel },
  'shopify-variants': { List: ShopifyVariantList, RecordPanel: ShopifyVariantPanel },
  'nhanh-customers': { List: NhanhCustomerList, RecordPanel: NhanhCustomerPanel },
  'shopify-customers': { List: ShopifyCustomerList, RecordPanel: ShopifyCustomerPanel },
}

/** What was pulled: products and customers of both platforms. List, filters and the open record are in the address. */
export default function RecordsPage() {
  const { t } = useTranslation('records')
  const address = useAddress()
  const asked = address.get('of')
  const kind = isRecordKind(asked) ? asked : 'nhanh-products'
  const record = address.get('record')
  const { List, RecordPanel } = LISTS[kind]
  return (
    <Page title={t('title')} lead={t('lead')}>
      <Tabs
        label={t('title')}
        choices={RECORD_KINDS.map((id) => ({ id, label: t(`kinds.${id}`) }))}
        value={kind}
        onChange={(of) => address.set({ of, after: undefined, before: undefined, record: undefined })}
      >
        <List />
      </Tabs>
      {record !== undefined && (
        <RecordPanel key={record} id={record} onClose={() => address.set({ record: undefined })} />
      )}
    </Page>
  )
}

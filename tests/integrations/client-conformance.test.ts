import { createNhanhClient } from '../../src/integrations/nhanh/client.ts'
import { createShopifyClient, type ShopifyCredentials } from '../../src/integrations/shopify/client.ts'
import { type ClientUnderTest, describeClient } from './client-conformance.ts'
import { fixture } from './stub-platform.ts'

const nhanhRow = (id: number, name: string | null) => ({
  id,
  parentId: -1,
  name,
  barcode: 'x',
  status: 2,
  type: 1,
})

describeClient({
  platform: 'Nhanh',
  secrets: ['nhanh-secret-0123456789'],
  create(baseUrl, log, tuning) {
    const account = { appId: '76', businessId: '110668', accessToken: 'nhanh-secret-0123456789' }
    const client = createNhanhClient({ baseUrl, ...account, log, tuning })
    return { pages: (call) => client.productPages({}, call), status: () => client.status() }
  },
  page: JSON.stringify({
    code: 1,
    data: [nhanhRow(1, 'Một'), nhanhRow(2, 'Hai')],
    paginator: { next: null },
  }),
  pageWithBrokenRow: JSON.stringify({
    code: 1,
    data: [nhanhRow(1, 'Một'), { ...nhanhRow(2, 'Hai'), status: 'hỏng' }],
  }),
  tokenError: 'NHANH_TOKEN',
})

const shopify = (
  credentials: ShopifyCredentials,
  more: Pick<ClientUnderTest, 'platform' | 'secrets' | 'before'>,
) =>
  describeClient({
    ...more,
    create(baseUrl, log, tuning) {
      const shop = { baseUrl, shop: 'demo.myshopify.com', apiVersion: '2026-10' }
      const client = createShopifyClient({ ...shop, credentials, log, tuning })
      return { pages: (call) => client.productPages({}, call), status: () => client.status() }
    },
    page: fixture('shopify/products-page.json'),
    pageWithBrokenRow: fixture('shopify/products-page-broken-row.json'),
    tokenError: 'SHOPIFY_TOKEN',
  })

shopify(
  { kind: 'token', accessToken: 'shpat_static_0123456789' },
  { platform: 'Shopify', secrets: ['shpat_static_0123456789'] },
)
shopify(
  { kind: 'clientCredentials', clientId: 'client-id', clientSecret: 'shpss_secret_0123456789' },
  {
    platform: 'Shopify',
    secrets: ['shpat_first_token_0001', 'shpss_secret_0123456789'],
    before: ({ url }) => (url.endsWith('access_token') ? { body: fixture('shopify/token.json') } : null),
  },
)

import { gql } from 'graphql-request'
import { expect, test } from 'vitest'
import { ledgerMessageIn, ledgerText, LEDGER_TEXTS, type LedgerText } from '../src/ledger-texts.ts'
import { rowsOf } from './support/database.ts'
import { run } from './support/jobs.ts'
import { startSyncedShop } from './support/sync/shop.ts'

const NAMED = ['A-1', '-2', 'gid://shopify/ProductVariant/3']

/** With what it names, as {@link ledgerText} would fill it. */
const filled = (text: string) => NAMED.reduce((so, named) => so.replace('{}', named), text)

test.each(Object.keys(LEDGER_TEXTS) as LedgerText[])('%s is told in both languages', (name) => {
  const message = ledgerText(name, ...NAMED)
  expect(message).toBe(filled(LEDGER_TEXTS[name].en))
  expect(ledgerMessageIn('en', message)).toBe(message)
  expect(ledgerMessageIn('vi', message)).toBe(filled(LEDGER_TEXTS[name].vi))
  expect(LEDGER_TEXTS[name].vi.split('{}')).toHaveLength(LEDGER_TEXTS[name].en.split('{}').length)
})

test('of several in one message each names its own, and what a platform says stays as it is', () => {
  const several = `L1: ${ledgerText('salePending', 3)}; L2: ${ledgerText('notStocked')}; L3: ${ledgerText('salePending', 4)}`
  expect(ledgerMessageIn('vi', several)).toBe(
    'L1: 3 cái bán online chưa về Nhanh; L2: chưa bật kho cho nó ở đây; L3: 4 cái bán online chưa về Nhanh',
  )
  expect(ledgerMessageIn('vi', ledgerText('wouldNotWrite') + ledgerText('combo'))).toBe(
    'giờ không được ghi: combo không được đồng bộ',
  )
  const theirs = 'The quantity is (too) high; {} [a] $1'
  expect(ledgerMessageIn('vi', theirs)).toBe(theirs)
  expect(ledgerMessageIn('vi', ledgerText('variantGone', '$1 $& {}'))).toBe(
    'Shopify không còn biến thể $1 $& {}',
  )
})

test('a ledger and its groups are read in the language that is asked for', async () => {
  await using shop = await startSyncedShop({
    fill: ({ shopify }) => {
      for (const { inventoryItem } of shopify.variants.records.slice(0, 3)) inventoryItem.tracked = false
    },
  })
  const { id } = await run(shop, 'PRODUCT_SYNC', { dryRun: true })
  const read = async (language: string) => {
    const { job } = await shop.http.request<{
      job: {
        items: { nodes: { message: string; key: string }[] }
        errorGroups: { code: string; message: string }[]
      }
    }>(
      gql`
        query ($id: ID!) {
          job(id: $id) {
            items(first: 50, codes: ["UNTRACKED"]) {
              nodes {
                key
                message
              }
            }
            errorGroups {
              code
              message
            }
          }
        }
      `,
      { id },
      { 'accept-language': language },
    )
    const groups = job.errorGroups.filter(({ code }) => code === 'UNTRACKED')
    return [...job.items.nodes, ...groups].map(({ message }) => message)
  }
  const english = await read('en')
  expect(english.length).toBeGreaterThan(1)
  expect(new Set(english)).toEqual(new Set([LEDGER_TEXTS.untracked.en]))
  expect(await read('vi')).toEqual(english.map(() => LEDGER_TEXTS.untracked.vi))
})

test('so are the last error of a mapping and what a trace says of it', async () => {
  await using shop = await startSyncedShop()
  const gone = ledgerText('variantGone', 'V1')
  const [mapping] = await rowsOf<{ id: number }>(
    shop.databaseUrl,
    `update product_mapping set policy = 'HOLD', last_error = $1
     where id = (select min(id) from product_mapping) returning id`,
    [{ code: 'VARIANT_GONE', message: gone, retryable: false }],
  )
  const { productTrace } = await shop.http.request<{
    productTrace: { note: string; mapping: { lastError: { message: string } } }[]
  }>(
    gql`
      query ($id: ID!) {
        productTrace(mappingId: $id) {
          note
          mapping {
            lastError {
              message
            }
          }
        }
      }
    `,
    { id: `product-${mapping!.id}` },
    { 'accept-language': 'vi' },
  )
  expect(productTrace[0]!.mapping.lastError.message).toBe('Shopify không còn biến thể V1')
  expect(productTrace[0]!.note).toContain('(ON_HOLD: liên kết đang được giữ)')
})

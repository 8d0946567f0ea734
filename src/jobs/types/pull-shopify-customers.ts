import { z } from 'zod'
import { CodedError, ERROR_CODES } from '../../errors.ts'
import { fold, SEARCH_TEXT_VERSION } from '../../entities/search-text.ts'
import { ShopifyCustomer } from '../../entities/shopify-customer.ts'
import type { Page } from '../../integrations/call.ts'
import { MAX_PAGE_SIZE } from '../../integrations/shopify/documents.ts'
import type { ShopifyCustomerRecord } from '../../integrations/shopify/records.ts'
import { PERSON_RULES_VERSION } from '../../matching/person.ts'
import { PHONE_RULES_VERSION } from '../../matching/phone.ts'
import { words } from '../../locale.ts'
import { defineJob } from '../define-job.ts'
import { objection } from '../input-issues.ts'
import {
  customerPhones,
  findPhones,
  matchedBy,
  searchFormsOf,
  type MatchedPhone,
} from '../pull/customer-phones.ts'
import { runPull } from '../pull/pull.ts'
import { PulledTable } from '../pull/pulled-table.ts'
import { cancelBulk, searchOf, stepsOfWholeLists } from '../pull/shopify-lists.ts'
import type { RecordRow } from '../record-page.ts'
import { namesOrFilters, pullFields, shopifyIds } from './input-fields.ts'

/** Counts up when the same record of Shopify gives another row than before. */
const MAPPING_VERSION = 3

type CustomerRow = RecordRow<ShopifyCustomer> & { phones: MatchedPhone[] }

export const pullShopifyCustomers = defineJob({
  type: 'PULL_SHOPIFY_CUSTOMERS',
  label: 'Pull Shopify Customers',
  description: 'Reads the customers of Shopify with their phones, tags and what they have spent.',
  platforms: ['SHOPIFY'],
  input: z
    .strictObject({
      ...pullFields(shopifyIds('Customer')),
      query: z
        .string()
        .trim()
        .min(1)
        .max(1_000)
        .refine(
          hasBalancedBrackets,
          objection(
            'has a bracket or a quotation mark that is not closed',
            'có dấu ngoặc hoặc dấu nháy chưa đóng',
          ),
        )
        .optional()
        .describe("Only customers that Shopify's search finds, for example tag:vip."),
    })
    .check(namesOrFilters),
  resources: (_input, accountIds) => [`${accountIds.SHOPIFY}:customers`],

  /** A misspelt field would silently give everything. */
  async check({ query }, { SHOPIFY }, call) {
    try {
      if (query !== undefined) await SHOPIFY.client.checkSearch('customers', query, call)
      return []
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'SEARCH_NOT_UNDERSTOOD') throw error
      // What Shopify says of it is English, and names the part.
      const { hint } = ERROR_CODES[error.code]
      return [{ field: 'query', message: words(error.message, `${hint.vi} (${error.message})`) }]
    }
  },

  async run(context) {
    const { jobId, em, input, platforms, progress } = context
    const { accountId, client } = platforms.SHOPIFY
    const { call } = progress
    const { query } = input
    const customers = new PulledTable<ShopifyCustomerRecord, ShopifyCustomer, CustomerRow>({
      em,
      jobId,
      accountId,
      entity: ShopifyCustomer,
      name: 'customers',
      rulesVersion: `${MAPPING_VERSION}.${PHONE_RULES_VERSION}.${PERSON_RULES_VERSION}.${SEARCH_TEXT_VERSION}`,
      counted: true,
      toRow,
      dependants: customerPhones,
      byIds: (ids) => client.customersByIds(ids, call),
      idsAtOnce: MAX_PAGE_SIZE,
    })
    const read = (next: unknown, updatedSince?: Date) =>
      customers.pages(client.customerPages({ search: searchOf({ query, updatedSince }), next }, call))

    await runPull(context, {
      accountId,
      asked: input,
      isFiltered: query !== undefined,
      streams: { customers: { owns: () => true } },
      tables: [customers],
      platformTime: () => client.platformTime(),

      async full(kept) {
        const count = await client.customersCount({}, call)
        // Shopify does not count what a search of customers finds.
        await progress.describe({ total: query === undefined ? count : null })
        return stepsOfWholeLists(
          { progress, shopify: platforms.SHOPIFY, kept },
          [
            {
              list: 'customers',
              search: searchOf({ query }),
              page: (page) => customers.page(page as Page<ShopifyCustomerRecord>),
              paged: read,
            },
          ],
          { count, what: 'customers' },
        )
      },

      changed: (since, openIds) => [
        { name: 'customers', read: (next) => read(next, since['customers']) },
        { name: 'failed before', read: (next) => customers.again(openIds['customers'] ?? [], next) },
      ],
      named: ({ ids, deletedIds }) => [
        { name: 'named', read: (next) => customers.again(ids, next) },
        { name: 'said to be deleted', read: (next) => customers.confirm(deletedIds, next) },
      ],
    })
  },

  cancelled: ({ checkpoint, platforms, call }) => cancelBulk(checkpoint, platforms.SHOPIFY, call),
})

/** Else it would take the terms into its own that are joined to it. */
function hasBalancedBrackets(query: string): boolean {
  const outside = query.replaceAll(/\\./g, '').replaceAll(/'[^']*'|"[^"]*"/g, '')
  let open = 0
  for (const character of outside) {
    if (character === '(') open += 1
    if (character === ')') open -= 1
    if (open < 0) return false
  }
  return open === 0 && !/['"]/.test(outside)
}

function toRow(record: ShopifyCustomerRecord): CustomerRow {
  const { note, ...kept } = record
  const { id, firstName, lastName, phone, addressPhone, email, tags } = record
  const phones = findPhones({
    own: phone,
    address: addressPhone,
    free: [note, firstName, lastName, ...tags],
  })
  const named = [id, firstName, lastName, phone, addressPhone, email]
  return {
    ...kept,
    phones: matchedBy(phones, { names: [firstName, lastName], email }),
    searchText: fold([...named, ...searchFormsOf(phones)].filter(Boolean).join(' ')),
  }
}

import { z } from 'zod'
import { NHANH_CUSTOMER_TYPES, NhanhCustomer } from '../../entities/nhanh-customer.ts'
import { fold, SEARCH_TEXT_VERSION } from '../../entities/search-text.ts'
import { NHANH_PAGE_SIZE } from '../../integrations/nhanh/client.ts'
import type { NhanhCustomerRecord } from '../../integrations/nhanh/records.ts'
import { PERSON_RULES_VERSION } from '../../matching/person.ts'
import { PHONE_RULES_VERSION } from '../../matching/phone.ts'
import { defineJob } from '../define-job.ts'
import { objection } from '../input-issues.ts'
import {
  customerPhones,
  findPhones,
  matchedBy,
  searchFormsOf,
  type MatchedPhone,
} from '../pull/customer-phones.ts'
import { runPull, type PullStep } from '../pull/pull.ts'
import { PulledTable } from '../pull/pulled-table.ts'
import type { RecordRow } from '../record-page.ts'
import { calendarDay, graphqlTypes, namesOrFilters, NHANH_IDS, pullFields } from './input-fields.ts'

/** Counts up when the same record of Nhanh gives another row than before. */
const MAPPING_VERSION = 3

type CustomerRow = RecordRow<NhanhCustomer> & { phones: MatchedPhone[] }

export const pullNhanhCustomers = defineJob({
  type: 'PULL_NHANH_CUSTOMERS',
  label: 'Pull Nhanh Customers',
  description: 'Reads the customers of Nhanh with their phones, points and what they have spent.',
  platforms: ['NHANH'],
  input: z
    .strictObject({
      ...pullFields(NHANH_IDS),
      type: z
        .enum(NHANH_CUSTOMER_TYPES)
        .optional()
        .register(graphqlTypes, { graphqlType: 'NhanhCustomerType' })
        .describe('Only customers of this type.'),
      lastBoughtFrom: calendarDay().optional().describe('Only those who bought on this day or later.'),
      lastBoughtTo: calendarDay().optional().describe('Only those who last bought on this day or before.'),
    })
    .check(namesOrFilters)
    .refine(
      ({ lastBoughtFrom: from, lastBoughtTo: to }) => from === undefined || to === undefined || from <= to,
      {
        path: ['lastBoughtTo'],
        ...objection('must not lie before lastBoughtFrom', 'không được sớm hơn lastBoughtFrom'),
      },
    ),
  resources: (_input, accountIds) => [`${accountIds.NHANH}:customers`],

  async run(context) {
    const { jobId, em, input, platforms, progress } = context
    const { accountId, client } = platforms.NHANH
    const { call } = progress
    const { mode: _mode, updatedAfter: _updatedAfter, ids: _ids, deletedIds: _deletedIds, ...filters } = input
    const customers = new PulledTable<NhanhCustomerRecord, NhanhCustomer, CustomerRow>({
      em,
      jobId,
      accountId,
      entity: NhanhCustomer,
      name: 'customers',
      rulesVersion: `${MAPPING_VERSION}.${PHONE_RULES_VERSION}.${PERSON_RULES_VERSION}.${SEARCH_TEXT_VERSION}`,
      counted: true,
      toRow,
      dependants: customerPhones,
      byIds: (ids) => client.customersByIds(ids, call),
      idsAtOnce: NHANH_PAGE_SIZE,
    })
    const list = (updatedAtFrom?: Date): PullStep => ({
      name: 'customers',
      read: (next) => customers.pages(client.customerPages({ ...filters, updatedAtFrom, next }, call)),
    })
    await runPull(context, {
      accountId,
      asked: input,
      isFiltered: Object.keys(filters).length > 0,
      streams: { customers: { owns: () => true } },
      tables: [customers],
      platformTime: () => client.platformTime(),
      full: () => [list()],
      changed: (since, openIds) => [
        list(since['customers']),
        { name: 'failed before', read: (next) => customers.again(openIds['customers'] ?? [], next) },
      ],
      named: ({ ids, deletedIds }) => [
        { name: 'named', read: (next) => customers.again(ids, next) },
        { name: 'said to be deleted', read: (next) => customers.confirm(deletedIds, next) },
      ],
    })
  },
})

function toRow(record: NhanhCustomerRecord): CustomerRow {
  const { id, name, phone, email, code } = record
  const phones = findPhones({ own: phone, free: [name, record.address] })
  return {
    id,
    name,
    type: record.type,
    phone,
    email,
    code,
    address: record.address,
    level: record.level,
    group: record.group,
    totalSpent: record.totalSpent,
    points: record.points,
    phones: record.type === 'RETAIL' ? matchedBy(phones, { names: [name], email }) : [],
    sourceCreatedAt: null,
    sourceUpdatedAt: record.sourceUpdatedAt,
    searchText: fold([id, name, phone, email, code, ...searchFormsOf(phones)].filter(Boolean).join(' ')),
  }
}

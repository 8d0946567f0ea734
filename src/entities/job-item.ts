import { defineEntity, p, type InferEntity } from '@mikro-orm/core'

export const ITEM_OUTCOMES = ['CREATED', 'UPDATED', 'SKIPPED', 'FAILED'] as const
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number]

/** A line of a job's ledger: an item that failed, was skipped, or was written. Unchanged items have none. */
export const JobItem = defineEntity({
  name: 'JobItem',
  properties: {
    jobId: p.integer().primary(),
    /** Rises within the job; with the job it is the key. */
    number: p.integer().primary(),
    /** The record, as the platform calls it. */
    key: p.string().columnType('text'),
    title: p.string().columnType('text').nullable(),
    outcome: p.enum(ITEM_OUTCOMES),
    code: p.string().columnType('text').nullable(),
    message: p.string().columnType('text').nullable(),
    attempts: p.integer().default(1),
    before: p.json<unknown>().nullable(),
    after: p.json<unknown>().nullable(),
    /** Key, title, SKU, phone, e-mail and code, folded for searching. */
    searchText: p.string().columnType('text'),
    at: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  indexes: [{ properties: ['jobId', 'code', 'number'] }, { properties: ['key', 'jobId'] }],
})
export type JobItem = InferEntity<typeof JobItem>

/** How many ledger lines a job has of each outcome and code, counted as they are written. */
export const JobItemCount = defineEntity({
  name: 'JobItemCount',
  properties: {
    jobId: p.integer().primary(),
    outcome: p.enum(ITEM_OUTCOMES).primary(),
    /** Empty for a line without a code. */
    code: p.string().columnType('text').primary(),
    count: p.integer(),
  },
})
export type JobItemCount = InferEntity<typeof JobItemCount>

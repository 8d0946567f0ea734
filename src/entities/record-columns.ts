import { p } from '@mikro-orm/core'

/** Money: exact, up to 15 digits before the point. */
export const money = () => p.decimal('string').precision(19).scale(4)

/** Pieces, or kilograms of weighed goods. */
export const quantity = () => p.decimal('string').precision(19).scale(4)

/** Columns that every row pulled from a platform has. */
export const recordColumns = () => ({
  accountId: p.integer().primary(),
  sourceCreatedAt: p.datetime().columnType('timestamptz').nullable(),
  sourceUpdatedAt: p.datetime().columnType('timestamptz').nullable(),
  /** Folded text to search in. */
  searchText: p.string().columnType('text'),
  /** Of all that the platform sent and of the version of the mapping: a better mapping reaches unchanged rows too. */
  contentHash: p.uuid(),
  /** When its content last changed here. */
  pulledAt: p.datetime().columnType('timestamptz'),
  deletedAt: p.datetime().columnType('timestamptz').nullable(),
})

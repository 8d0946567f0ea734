import SchemaBuilder from '@pothos/core'
import RelayPlugin from '@pothos/plugin-relay'
import { GraphQLError } from 'graphql'
import { z } from 'zod'
import type { Context } from './context.ts'

export const builder = new SchemaBuilder<{
  Context: Context
  DefaultFieldNullability: false
  DefaultEdgesNullability: { list: false; items: false }
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string | number }
    DateTime: { Input: string; Output: Date | string }
    Date: { Input: string; Output: string }
    Decimal: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
}>({
  defaultFieldNullability: false,
  plugins: [RelayPlugin],
  relay: {
    cursorType: 'String',
    nodesOnConnection: true,
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: { nullable: { list: false, items: false } },
    nodeFieldOptions: { nullable: false },
  },
})

builder.queryType()
builder.mutationType()
builder.subscriptionType()

/** An error of the caller's making. Its message is shown as it is; it names what was wrong and what is allowed. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** It knows how many days a month has; `new Date` would make 3 March of 31 February. */
const isoMoment = z.iso.datetime({ offset: true })

builder.scalarType('DateTime', {
  description: 'ISO 8601, UTC',
  serialize: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
  parseValue: (value) => {
    const moment = isoMoment.safeParse(value)
    const year = moment.success ? new Date(moment.data).getUTCFullYear() : 0
    if (moment.success && year >= 1 && year <= 9999) return new Date(moment.data).toISOString()
    throw badInput(
      `${JSON.stringify(value)} is not a DateTime; write ISO 8601, for example 2026-11-21T08:00:00Z`,
    )
  },
})

const isoDay = z.iso.date()

builder.scalarType('Date', {
  description: "a calendar day in the shop's time zone (Asia/Ho_Chi_Minh unless configured)",
  serialize: (value) => value,
  parseValue: (value) => {
    const day = isoDay.safeParse(value)
    if (day.success) return day.data
    throw badInput(`${JSON.stringify(value)} is not a Date; write a calendar day, for example 2026-11-21`)
  },
})

builder.scalarType('Decimal', {
  description: 'exact, as a string',
  serialize: (value) => (value.includes('.') ? value.replace(/\.?0+$/, '') : value),
})

builder.scalarType('JSON', { serialize: (value) => value })

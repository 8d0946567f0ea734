import {
  coerceInputValue,
  getNullableType,
  GraphQLBoolean,
  isListType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql'
import { badInput } from '../schema/builder.ts'
import type { ItemFilter } from '../schema/item-filter.ts'
import type { JobFilter } from '../schema/job-filter.ts'
import { schema } from '../schema/schema.ts'

type Parameters = Readonly<Record<string, GraphQLInputType>>

const PAGING = new Set(['first', 'after', 'last', 'before'])

const JOB_PARAMETERS: Parameters = Object.fromEntries(
  Object.entries((schema.getType('JobFilter') as GraphQLInputObjectType).getFields()).map(
    ([name, { type }]) => [name, type],
  ),
)

const { items: ITEMS } = (schema.getType('BackgroundJob') as GraphQLObjectType).getFields()

const ITEM_PARAMETERS: Parameters = Object.fromEntries(
  ITEMS!.args.filter(({ name }) => !PAGING.has(name)).map(({ name, type }) => [name, type]),
)

/** The filter of the API that the query parameters say. Throws an error that names the parameter that is wrong. */
export function jobFilterOf(given: URLSearchParams): JobFilter {
  return read(given, JOB_PARAMETERS)
}

/** The same for the lines of a ledger. */
export function itemFilterOf(given: URLSearchParams): ItemFilter {
  return read(given, ITEM_PARAMETERS)
}

function read(given: URLSearchParams, parameters: Parameters): Record<string, unknown> {
  const names = [...new Set(given.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const type = Object.hasOwn(parameters, name) ? parameters[name] : undefined
      if (!type) {
        const known = Object.keys(parameters).toSorted().join(', ')
        throw badInput(`${name.slice(0, 60)}: there is no such parameter; there are ${known}`)
      }
      const value = rawValue(name, given.getAll(name), type)
      const coerced: unknown = coerceInputValue(value, type, (_path, _value, error) => {
        throw badInput(`${name}: ${error.message}`)
      })
      return [name, coerced]
    }),
  )
}

/** A list may be given as one text with commas or as several parameters. */
function rawValue(name: string, texts: string[], type: GraphQLInputType): unknown {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return texts.flatMap((text) => text.split(','))
  if (texts.length > 1) throw badInput(`${name}: it is given ${texts.length} times; once is allowed`)
  const text = texts[0]!
  return nullable === GraphQLBoolean && /^(true|false)$/.test(text) ? text === 'true' : text
}

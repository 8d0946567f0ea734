import { z } from 'zod'

/** GraphQL types of input fields that JSON Schema cannot tell: register a zod schema here to name its type. */
export const graphqlTypes = z.registry<{ graphqlType: string }>()

/** A moment in ISO 8601 with its offset, kept in UTC. */
const moment = () =>
  z.iso
    .datetime({ offset: true, error: 'must be a moment in ISO 8601, for example 2026-11-21T08:00:00Z' })
    .transform((text) => new Date(text).toISOString())
    .register(graphqlTypes, { graphqlType: 'DateTime' })

/** A moment that has passed. */
export const pastMoment = () =>
  moment().refine((text) => Date.parse(text) <= Date.now(), 'must lie in the past')

import { lexicographicSortSchema, type GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import './customers.ts'
import './job.ts'
import './job-records.ts'
import './job-list.ts'
import './job-progress.ts'
import './job-control.ts'
import './mappings.ts'
import './mapping-list.ts'
import './mapping-changes.ts'
import './match-reviews.ts'
import './match-decisions.ts'
import './platforms.ts'
import './products.ts'
import './start-job.ts'

/** The whole API. Each file above adds its types to the builder. */
export const schema: GraphQLSchema = lexicographicSortSchema(builder.toSchema())

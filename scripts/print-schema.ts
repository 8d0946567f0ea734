/** `npm run schema` writes schema.graphql; a test keeps it true. */
import { writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { schema } from '../src/schema/schema.ts'

writeFileSync(new URL('../schema.graphql', import.meta.url), `${printSchema(schema)}\n`)

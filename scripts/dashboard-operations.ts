/**
 * `npm run operations` writes, for the dashboard, the types of its operations and beside each .graphql file the
 * documents in it; a test keeps them true.
 */
import { writeFileSync } from 'node:fs'
import { generateOperations } from './support/generate-operations.ts'

for (const { path, text } of await generateOperations()) writeFileSync(path, text)

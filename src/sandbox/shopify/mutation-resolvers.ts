import { readBulkDocument } from './bulk-document.ts'
import { readGid } from './gid.ts'
import type { Resolver } from './resolver.ts'

/** The fields of the mutation root. */
export const MUTATION_RESOLVERS: Record<string, Resolver> = {
  bulkOperationRunQuery: (
    _: unknown,
    { query, groupObjects }: { query: string; groupObjects: boolean },
    { bulk },
    { schema },
  ) => bulk.start(readBulkDocument(schema, query), query, groupObjects),
  bulkOperationCancel: (_: unknown, { id }: { id: string }, { bulk }) =>
    bulk.cancel(readGid(id, 'BulkOperation').id),
}

import { readBulkDocument } from './bulk-document.ts'
import { readBulkMutation } from './bulk-mutation.ts'
import { readGid } from './gid.ts'
import { INVENTORY_MUTATIONS } from './inventory-mutations.ts'
import { METAFIELD_MUTATIONS } from './metafield-resolvers.ts'
import type { Resolver } from './resolver.ts'
import type { StagedUploads } from './staged-uploads.ts'

/** The fields of the mutation root. */
export const MUTATION_RESOLVERS: Record<string, Resolver> = {
  ...INVENTORY_MUTATIONS,
  ...METAFIELD_MUTATIONS,
  bulkOperationRunQuery: (
    _: unknown,
    { query, groupObjects }: { query: string; groupObjects: boolean },
    { bulk },
    { schema },
  ) => bulk.start(readBulkDocument(schema, query), query, groupObjects),
  bulkOperationRunMutation: (
    _: unknown,
    args: { mutation: string; stagedUploadPath: string; clientIdentifier?: string | null },
    { bulk },
    { schema },
  ) => {
    const { mutation, stagedUploadPath, clientIdentifier } = args
    return bulk.startMutation(
      readBulkMutation(schema, mutation, clientIdentifier),
      mutation,
      stagedUploadPath,
    )
  },
  stagedUploadsCreate: (
    _: unknown,
    { input }: { input: Parameters<StagedUploads['createTarget']>[0][] },
    { bulk, origin },
  ) => ({ stagedTargets: input.map((one) => bulk.uploads.createTarget(one, origin)), userErrors: [] }),
  bulkOperationCancel: (_: unknown, { id }: { id: string }, { bulk }) =>
    bulk.cancel(readGid(id, 'BulkOperation').id),
}

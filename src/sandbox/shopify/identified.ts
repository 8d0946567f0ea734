import { gid } from './gid.ts'
import type { Resolver } from './resolver.ts'

/** What all records share: the gid, the number in it, and their times. */
export function identified(type: string): Record<string, Resolver> {
  return {
    id: (record: { id: number }) => gid(type, record.id),
    legacyResourceId: (record: { id: number }) => String(record.id),
    createdAt: (record: { createdAt: number }) => timeOf(record.createdAt),
    updatedAt: (record: { updatedAt: number }) => timeOf(record.updatedAt),
  }
}

/** Shopify writes whole seconds, in UTC. */
export function timeOf(ms: number | null): string | null {
  return ms === null ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`
}

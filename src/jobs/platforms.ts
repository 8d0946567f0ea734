import type { EntityManager } from '@mikro-orm/postgresql'
import { Account, PLATFORMS, type Platform } from '../entities/account.ts'
import type { PlatformClientStatus } from '../integrations/call.ts'
import type { NhanhClient } from '../integrations/nhanh/client.ts'
import type { ShopifyClient } from '../integrations/shopify/client.ts'
import type { SyncSettings } from './sync/sync-settings.ts'

/** A platform's client together with the account whose rows it reads and writes. */
interface Connection<Client> {
  accountId: number
  /** Nhanh's business id, or the shop's domain. */
  account: string
  sandbox: boolean
  client: Client
}

export interface PlatformConnections {
  NHANH: Connection<NhanhClient>
  SHOPIFY: Connection<ShopifyClient> & {
    /** From so many records on, a full pull reads in bulk. */
    bulkFrom: number
    /** The folder for results that are downloaded. */
    downloads: string
    /** How it is written to. */
    sync: SyncSettings
  }
}

/** The platforms of this server: each is connected, or lacks variables of the environment. */
export class Platforms {
  readonly connections: Partial<PlatformConnections>
  readonly #missing: Partial<Record<Platform, string[]>>

  constructor(connections: Partial<PlatformConnections>, missing: Partial<Record<Platform, string[]>>) {
    this.connections = connections
    this.#missing = missing
  }

  /** The accounts that this server is connected to. */
  get accountIds(): number[] {
    return PLATFORMS.flatMap((platform) => this.connections[platform]?.accountId ?? [])
  }

  /** The environment's variables that a platform still needs; empty when it is connected. */
  missing(platform: Platform): string[] {
    return this.connections[platform] ? [] : (this.#missing[platform] ?? [])
  }

  status(): PlatformStatus[] {
    return PLATFORMS.map((platform) => {
      const connection = this.connections[platform]
      return {
        platform,
        configured: connection !== undefined,
        sandbox: connection?.sandbox ?? false,
        account: connection?.account ?? null,
        ...(connection?.client.status() ?? NOT_CONNECTED),
      }
    })
  }
}

export interface PlatformStatus extends PlatformClientStatus {
  platform: Platform
  configured: boolean
  sandbox: boolean
  account: string | null
}

const NOT_CONNECTED: PlatformClientStatus = {
  budgetUsed: null,
  budgetLimit: null,
  lockedUntil: null,
  tokenExpiresAt: null,
  tokenRenews: false,
  lastErrorAt: null,
  lastError: null,
}

/** The id of an account's row; makes the row when it is new. Safe when several servers start at once. */
export async function ensureAccount(
  em: EntityManager,
  account: { platform: Platform; externalId: string; sandbox: boolean },
): Promise<number> {
  const row = await em.upsert(
    Account,
    { ...account },
    { onConflictFields: ['platform', 'externalId', 'sandbox'], onConflictAction: 'merge' },
  )
  return row.id
}

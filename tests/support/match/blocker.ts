import { Client } from 'pg'
import { expect } from 'vitest'
import { rowsOf } from '../database.ts'

/** Somebody else who is in a match's way in the database. */
export interface Blocker extends AsyncDisposable {
  /** Resolves when somebody waits for it. */
  reached(): Promise<void>
  /** Lets the match go on. */
  release(): Promise<void>
}

/** Changes mappings of customers, so that a match cannot link any now. */
export async function blockLinks(url: string): Promise<Blocker> {
  const [pair] = await rowsOf<{ nhanh: number; shopify: number }>(
    url,
    `select (select id from account where platform = 'NHANH') as nhanh, (select id from account where platform = 'SHOPIFY') as shopify`,
  )
  return block(
    url,
    `select pg_advisory_xact_lock(hashtextextended('mappings CUSTOMER ${pair!.nhanh} ${pair!.shopify}', 0))`,
  )
}

/** Keeps a match from storing reviews. */
export async function blockReviews(url: string): Promise<Blocker> {
  return block(url, 'lock table match_review in share row exclusive mode')
}

async function block(url: string, statement: string): Promise<Blocker> {
  const client = new Client(url)
  await client.connect()
  await client.query('begin')
  await client.query(statement)
  let isHeld = true
  const release = async () => {
    if (isHeld) await client.query('rollback')
    isHeld = false
  }
  return {
    async reached() {
      const waiting = `select count(*)::int as count from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and not granted`
      await expect
        .poll(async () => (await client.query<{ count: number }>(waiting)).rows[0]!.count, {
          timeout: 10_000,
        })
        .toBeGreaterThan(0)
    },
    release,
    async [Symbol.asyncDispose]() {
      await release()
      await client.end()
    },
  }
}

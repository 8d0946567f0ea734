import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import { inject } from 'vitest'

/**
 * A database of the test's own: a clone of the migrated template, or of another one that no server is connected to.
 * Dropped when disposed.
 */
export async function createTestDatabase(
  template = inject('templateDatabase'),
): Promise<AsyncDisposable & { url: string; name: string }> {
  const admin = inject('postgresUrl')
  const name = `test_${randomBytes(6).toString('hex')}`
  await disconnect(urlOf(template))
  await rowsOf(admin, `create database ${name} template ${template}`)
  const url = urlOf(name)
  return {
    url,
    name,
    [Symbol.asyncDispose]: async () => {
      await disconnect(url)
      await rowsOf(admin, `drop database ${name} with (force)`)
    },
  }
}

/** All rows of a query on the test's database. */
export async function rowsOf<Row extends object>(
  url: string,
  query: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await connectionsTo(url).query<Row>(query, values)).rows
}

/** Connections by the address of their database: making one takes fifty times as long as most questions do. */
const pools = new Map<string, Pool>()

function connectionsTo(url: string): Pool {
  let pool = pools.get(url)
  if (!pool) {
    pool = new Pool({ connectionString: url, idleTimeoutMillis: 1_000, allowExitOnIdle: true })
    // One that waits for a question may be cut off on purpose.
    pool.on('error', () => {})
    pools.set(url, pool)
  }
  return pool
}

async function disconnect(url: string): Promise<void> {
  const pool = pools.get(url)
  pools.delete(url)
  await pool?.end()
}

function urlOf(name: string): string {
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${name}`
  return url.href
}

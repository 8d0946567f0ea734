import { setTimeout as delay } from 'node:timers/promises'
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM, type Options } from '@mikro-orm/postgresql'
import { Client } from 'pg'
import { entities } from './entities/entities.ts'
import { messageOf } from './errors.ts'

export type Orm = MikroORM

const OLDEST_POSTGRESQL = 15
/** Any number will do, as long as every synctrack server takes the same one. */
const MIGRATION_LOCK = 739_251_001

/** A database that synctrack cannot use. The message is one line for a person. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
}

export function ormOptions(url: string): Options {
  return {
    clientUrl: url,
    entities,
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    forceUtcTimezone: true,
    pool: { min: 0, max: 20, idleTimeoutMillis: 30_000 },
    driverOptions: { connectionTimeoutMillis: 10_000, keepAlive: true, application_name: 'synctrack' },
    migrations: {
      path: `${import.meta.dirname}/../migrations`,
      snapshotName: '.snapshot-synctrack',
      snapshotOnMigrate: false,
      silent: true,
      emit: 'ts',
    },
  }
}

/**
 * Connects, brings the schema up to date (one server at a time, under an advisory lock) and returns the ORM.
 * Throws {@link DatabaseError} when the server cannot be reached, is older than PostgreSQL 15 or does not speak UTF-8.
 */
export async function openDatabase(url: string): Promise<Orm> {
  const client = await connect(url)
  try {
    await checkServer(client)
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const orm = await MikroORM.init(ormOptions(url))
    try {
      await orm.migrator.up()
    } catch (error) {
      await orm.close()
      throw error
    }
    return orm
  } finally {
    await client.end()
  }
}

/** How long whoever still reads or writes may go on when the database is closed; and how often that is looked at. */
const GRACE_MS = 10_000
const LOOK_MS = 10

/**
 * Closes the connections when nobody uses one or waits for one any more. Kysely 0.29.6 loses a connection that is being made
 * while its driver is destroyed, and the pool then waits for it for ever.
 */
export async function closeDatabase(orm: Orm): Promise<void> {
  const pool = await orm.em.getDriver().getConnection().getNativeClient()
  const until = Date.now() + GRACE_MS
  const isBusy = () => pool.totalCount > pool.idleCount || pool.waitingCount > 0
  while (isBusy() && Date.now() < until) await delay(LOOK_MS)
  await orm.close()
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (error) {
    const { host, pathname } = new URL(url)
    throw new DatabaseError(`cannot connect to PostgreSQL at ${host}${pathname}: ${messageOf(error)}`, {
      cause: error,
    })
  }
  // Without a listener a connection that breaks while idle would end the process; the query itself fails anyway.
  client.on('error', () => {})
  return client
}

async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding`,
  )
  const { version, encoding } = rows[0]!
  if (version < OLDEST_POSTGRESQL) {
    throw new DatabaseError(`PostgreSQL ${version} is too old; synctrack needs ${OLDEST_POSTGRESQL} or newer`)
  }
  if (encoding !== 'UTF8') {
    throw new DatabaseError(
      `the database is encoded in ${encoding}; synctrack needs one with the encoding UTF8`,
    )
  }
}

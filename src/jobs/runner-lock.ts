import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { Client } from 'pg'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'

/** The first number of the advisory locks that runners hold; the second is the runner's id. */
const RUNNER_LOCK_CLASS = 739_251
const RETRY_MS = 500

/**
 * The sign of life of one runner: an advisory lock in a session of its own. PostgreSQL gives it up in the instant in
 * which this process dies, so that others know whose jobs to take back. When the connection breaks it is taken again.
 */
export class RunnerLock {
  readonly runnerId = randomInt(1, 2 ** 31)
  readonly #url: string
  readonly #log: Logger
  #client: Client | null = null
  #released = false

  constructor(url: string, log: Logger) {
    this.#url = url
    this.#log = log
  }

  /** Resolves when the lock is held. Rejects when the database cannot be reached. */
  async acquire(): Promise<void> {
    const client = new Client({
      connectionString: this.#url,
      keepAlive: true,
      application_name: 'synctrack runner',
    })
    client.on('error', () => {})
    client.once('end', () => {
      if (this.#client === client && !this.#released) void this.#takeAgain()
    })
    await client.connect()
    await client.query('select pg_advisory_lock($1, $2)', [RUNNER_LOCK_CLASS, this.runnerId])
    this.#client = client
  }

  async release(): Promise<void> {
    this.#released = true
    await this.#client?.end()
  }

  async #takeAgain(): Promise<void> {
    this.#log.warn(
      { runnerId: this.runnerId },
      'lost the connection that holds the runner lock; taking it again',
    )
    this.#client = null
    while (!this.#released) {
      try {
        await this.acquire()
        // Released while it was being taken.
        if (this.#released) await this.release()
        return
      } catch (error) {
        this.#log.debug({ error: messageOf(error) }, 'the database is still away')
        await delay(RETRY_MS, undefined, { ref: false })
      }
    }
  }
}

/** Whether the runner still holds its lock. */
export async function isAlive(db: Kysely<unknown>, runnerId: number): Promise<boolean> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ free: boolean }>`
      select pg_try_advisory_lock(${RUNNER_LOCK_CLASS}, ${runnerId}) as free
    `.execute(connection)
    if (!rows[0]!.free) return true
    await sql`select pg_advisory_unlock(${RUNNER_LOCK_CLASS}, ${runnerId})`.execute(connection)
    return false
  })
}

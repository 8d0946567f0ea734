import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { prepareBinaries } from './embedded-postgres/binaries.ts'
import { checkCluster, prepareCluster, ROLE } from './embedded-postgres/cluster.ts'
import { codeOf, EmbeddedPostgresError, reasonOf } from './embedded-postgres/failure.ts'
import { lockFolder } from './embedded-postgres/folder-lock.ts'
import { endOrphanedChildren, stopLeftoverServer } from './embedded-postgres/leftover-server.ts'
import { checkReachable, choosePlace, openDataDir, sharedFolders } from './embedded-postgres/place.ts'
import { chooseProgramUser } from './embedded-postgres/program-user.ts'
import { openServerLog } from './embedded-postgres/server-log.ts'
import { launchOnFreePort, launchServer } from './embedded-postgres/server-process.ts'
import { superviseServer } from './embedded-postgres/supervision.ts'
import type { Logger } from './logger.ts'

export { EmbeddedPostgresError }

export interface EmbeddedPostgresOptions {
  /** Absolute, or relative to the working directory. PostgreSQL's own files go to `<dataDir>/postgres`. */
  dataDir: string
  log: Logger
  /** PostgreSQL ended without being asked and could not be restarted; `stop()` is still to be called. */
  onCrash?: (error: Error) => void
}

export interface EmbeddedPostgres {
  /** `postgres://synctrack:<password>@127.0.0.1:<port>/synctrack`. The database exists; the role may do anything. */
  url: string
  /** Where the data really lies: `<dataDir>/postgres`, or where that leads to when root runs us. */
  location: string
  /** Stops PostgreSQL, waits until its process is gone, and gives the folder free. Idempotent. */
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL of our own on the files below `dataDir`, which are made when there are none, and keeps it
 * running until `stop()`. One process at a time: the folder stays locked until then. What a killed process left
 * behind, a running PostgreSQL or half-made files, is cleared away first. As root, PostgreSQL runs as an
 * unprivileged user, and its files lie where that user can reach them.
 * @throws EmbeddedPostgresError, one line for a person, when it cannot be had; nothing is left running then
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options
  // Undone in reverse order: when the start fails, or by stop().
  const undo: (() => void | Promise<void>)[] = []
  const stopAll = async () => {
    const failures: unknown[] = []
    for (let step = undo.pop(); step; step = undo.pop()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
  try {
    const dataDir = await openDataDir(options.dataDir)
    const lock = await lockFolder(dataDir)
    undo.push(() => lock.release())
    const user = await chooseProgramUser(dataDir)
    const copiesGoTo = () => (user ? sharedFolders() : [dataDir])
    const binaries = await prepareBinaries(user, copiesGoTo, log)
    const place = await choosePlace(dataDir, user)
    if (place.area !== dataDir) {
      // A copy of the data folder leads to the same files.
      const areaLock = await lockFolder(place.area)
      undo.push(() => areaLock.release())
    }
    const exists = await checkCluster(place.cluster, binaries)
    if (exists) {
      await checkReachable(place.cluster, user)
      await stopLeftoverServer(place.cluster, binaries, user, log)
    }
    const password = await prepareCluster(dataDir, place, exists, binaries, user, log)

    const serverLog = openServerLog(join(dataDir, 'postgres.log'))
    undo.push(() => serverLog.close())
    const launch = { binaries, user, cluster: place.cluster, serverLog }
    const server = await launchOnFreePort(launch)
    undo.push(() => server.stop())
    const relaunch = async (signal: AbortSignal) => {
      await endOrphanedChildren(place.cluster)
      return launchServer(launch, server.port, signal)
    }
    const crashed = (error: Error) => {
      log.error({ error: error.message }, 'PostgreSQL is down')
      options.onCrash?.(error)
    }
    const supervision = superviseServer(server, relaunch, log, crashed)
    undo.splice(undo.length - 1, 1, () => supervision.stop())

    const base = `postgres://${ROLE}:${password}@127.0.0.1:${server.port}`
    await ensureDatabase(base, dataDir)
    let stopped: Promise<void> | undefined
    return { url: `${base}/${ROLE}`, location: place.cluster, stop: () => (stopped ??= stopAll()) }
  } catch (error) {
    // The first failure tells what is wrong.
    await stopAll().catch(() => {})
    throw error
  }
}

/** Connects, which also proves the password, and makes the database on the first start. */
async function ensureDatabase(base: string, dataDir: string): Promise<void> {
  for (let left = 20; ; left--) {
    try {
      const found = await query(`${base}/postgres`, `select from pg_database where datname = '${ROLE}'`)
      if (found === 0) await query(`${base}/postgres`, `create database ${ROLE}`)
      return
    } catch (error) {
      if (codeOf(error) === '28P01')
        throw new EmbeddedPostgresError(
          `${join(dataDir, 'postgres.password')} does not hold the password of the database; remove it to get a new one`,
          { cause: error },
        )
      if (left === 0)
        throw new EmbeddedPostgresError(`PostgreSQL does not answer: ${reasonOf(error)}`, { cause: error })
      await sleep(100)
    }
  }
}

/** Answers the number of rows. */
async function query(connectionString: string, text: string): Promise<number | null> {
  const client = new Client({ connectionString, ssl: false, connectionTimeoutMillis: 10_000 })
  // An end of the connection shows in the query; without a listener it would end our process.
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(text)).rowCount
  } finally {
    await client.end().catch(() => {})
  }
}

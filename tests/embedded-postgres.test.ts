import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { prepareBinaries } from '../src/embedded-postgres/binaries.ts'
import { sharedFolders } from '../src/embedded-postgres/place.ts'
import { isAlive } from '../src/embedded-postgres/processes.ts'
import { chooseProgramUser } from '../src/embedded-postgres/program-user.ts'
import { openServerLog } from '../src/embedded-postgres/server-log.ts'
import { launchOnFreePort } from '../src/embedded-postgres/server-process.ts'
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../src/embedded-postgres.ts'
import { silentLogger } from '../src/logger.ts'
import {
  cleanUp,
  exists,
  freshFolder,
  isRoot,
  seededDataDir,
  postmasterOf,
  processesOn,
  query,
  startChild,
  startedChild,
  until,
} from './support/embedded-harness.ts'
import { describeInstallations } from './support/embedded-installation-cases.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
afterAll(cleanUp)

const log = silentLogger
const start = (dataDir: string) => startEmbeddedPostgres({ dataDir, log })

describe.concurrent('embedded PostgreSQL', () => {
  test('serves a UTF-8 database on loopback alone, keeps its data, and leaves nothing behind', async () => {
    const dataDir = join(await freshFolder(), '.data')
    const first = await start(dataDir)
    expect(first.url).toMatch(/^postgres:\/\/synctrack:[\w-]{32}@127\.0\.0\.1:\d+\/synctrack$/)
    expect(first.location).toBe(join(dataDir, 'postgres'))
    const settings = [
      'listen_addresses',
      'unix_socket_directories',
      'fsync',
      'max_connections',
      'server_encoding',
    ]
    const values = await query(
      first.url,
      `select ${settings.map((name) => `current_setting('${name}')`).join()}`,
    )
    expect(values).toEqual([['127.0.0.1', '', 'on', '100', 'UTF8']])
    const port = Number(new URL(first.url).port)
    expect(await isListening('127.0.0.1', port)).toBe(true)
    for (const address of otherAddresses()) expect(await isListening(address, port)).toBe(false)
    await expect(query(first.url.replace(/:[\w-]{32}@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/)
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600)
    expect((await stat(first.location)).mode & 0o777).toBe(0o700)
    for (const name of ['unaccent', 'pg_trgm']) await query(first.url, `create extension ${name}`)
    await query(first.url, 'create table kept as select 42 as answer')
    const pid = await postmasterOf(first.location)
    await Promise.all([first.stop(), first.stop()])
    await first.stop()
    expect(await isAlive(pid)).toBe(false)
    expect(await isListening('127.0.0.1', port)).toBe(false)

    const second = await start(dataDir)
    expect(await query(second.url, 'select answer from kept')).toEqual([[42]])
    await second.stop()
    expect(await processesOn(dataDir)).toEqual([])
  })

  test.for([
    ['LANG=C', { LANG: 'C', LC_ALL: 'C' }],
    ['no LANG', {}],
    ['a locale that does not exist', { LANG: 'xx_YY.KOI8', LC_ALL: 'xx_YY.KOI8' }],
  ] as const)('knows Vietnamese letters under %s', async ([, env]) => {
    const child = await startedChild(join(await freshFolder(), '.data'), { env })
    expect(
      await query(child.url, `select lower('ĐẶNG'), upper('đặng'), 'Ặ' ~ '^\\w$', length('Đặng')`),
    ).toEqual([['đặng', 'ĐẶNG', true, 4]])
    expect(await child.stop()).toBe(0)
  })

  test('refuses a second server on the folder and names the first', async () => {
    const dataDir = await seededDataDir()
    const holder = await startedChild(dataDir)
    const refused = `Another synctrack server (process ${holder.pid}) already runs on ${dataDir}; stop it, or set DATA_DIR`
    const late = startChild(dataDir)
    const answer = await late.next()
    expect(answer).toMatchObject({ name: 'EmbeddedPostgresError', error: expect.stringContaining(refused) })
    expect(await late.ended).toBe(0)
    expect(late.log()).toBe('')
    await expect(start(dataDir)).rejects.toThrow(refused)
    expect(await query(holder.url, 'select 1')).toEqual([[1]])
    await holder.stop()
    const here = await start(dataDir)
    await expect(start(dataDir)).rejects.toThrow(`(process ${process.pid})`)
    await here.stop()
  })

  test('of many servers that start at once on a new folder, one runs', async () => {
    const dataDir = join(await freshFolder(), '.data')
    const starts = Array.from({ length: 4 }, () => startChild(dataDir))
    const told = await Promise.all(starts.map((child) => child.next()))
    expect(told.filter(({ url }) => url)).toHaveLength(1)
    expect(told.filter(({ error }) => error?.startsWith('Another synctrack server'))).toHaveLength(3)
    await Promise.all(starts.map((child) => child.stop()))
  })

  test('after kill -9 of the server, the next start replaces the PostgreSQL that lives on', async () => {
    const dataDir = await seededDataDir()
    const killed = await startedChild(dataDir)
    await query(killed.url, 'create table kept as select 42 as answer')
    const orphan = await postmasterOf(killed.location)
    killed.kill('SIGKILL')
    await killed.ended
    expect(await query(killed.url, 'select 1')).toEqual([[1]])
    const next = await start(dataDir)
    expect(await isAlive(orphan)).toBe(false)
    expect(await query(next.url, 'select answer from kept')).toEqual([[42]])
    await next.stop()
  })

  test('after kill -9 of the server and of PostgreSQL, the next start recovers what was committed', async () => {
    const dataDir = await seededDataDir()
    const killed = await startedChild(dataDir)
    await query(killed.url, 'create table kept as select 42 as answer')
    // A busy session outlives its main process; a new server must not start beside it.
    const busy = query(killed.url, 'select count(*) from generate_series(1, 1e10)').catch(() => 'ended')
    await until(
      async () => (await query(killed.url, `select from pg_stat_activity where query ~ '1e10'`)).length > 1,
    )
    killed.kill('SIGKILL')
    process.kill(await postmasterOf(killed.location), 'SIGKILL')
    const next = await start(dataDir)
    expect(await busy).toBe('ended')
    expect(await query(next.url, 'select answer from kept')).toEqual([[42]])
    await next.stop()
  })

  test.for([0, 200, 500])('begins anew after kill -9 in the middle of initdb (%i ms)', async (afterMs) => {
    const dataDir = join(await freshFolder(), '.data')
    const killed = startChild(dataDir)
    await until(async () =>
      (await readdir(dataDir).catch(() => [])).some((name) => name.startsWith('postgres.init-')),
    )
    await sleep(afterMs)
    killed.kill('SIGKILL')
    await killed.ended
    const next = await start(dataDir)
    expect(await query(next.url, `select lower('ĐẶNG')`)).toEqual([['đặng']])
    await next.stop()
    expect((await readdir(dataDir)).toSorted()).toEqual([
      'postgres',
      'postgres.log',
      'postgres.password',
      'server.lock',
    ])
    await until(async () => (await processesOn(dataDir)).length === 0)
  })

  test('never signals a stranger that got the number of a dead PostgreSQL', async () => {
    const dataDir = await seededDataDir()
    const killed = await startedChild(dataDir)
    await query(killed.url, 'create table kept as select 42 as answer')
    const pidFile = join(killed.location, 'postmaster.pid')
    const lines = await readFile(pidFile, 'utf8')
    const owner = await stat(pidFile)
    await killed.stop()
    // The same user as PostgreSQL's: its own check would refuse to start.
    const stranger = spawn('sleep', ['60'], isRoot ? { uid: owner.uid, gid: owner.gid } : {})
    try {
      await writeFile(pidFile, lines.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 })
      if (isRoot) await chown(pidFile, owner.uid, owner.gid)
      const next = await start(dataDir)
      expect(await query(next.url, 'select answer from kept')).toEqual([[42]])
      await next.stop()
      expect(stranger.exitCode).toBe(null)
      expect(stranger.signalCode).toBe(null)
    } finally {
      stranger.kill()
    }
  })

  test('does not outlive a process that ends without stopping it', async () => {
    const dataDir = await seededDataDir()
    const child = await startedChild(dataDir, { args: ['--throw-on-SIGTERM'] })
    const pid = await postmasterOf(child.location)
    expect(await child.stop()).toBe(1)
    await until(async () => !(await isAlive(pid)))
  })

  test('is started again on the same port when it is killed, and given up when that keeps happening', async () => {
    const warnings: string[] = []
    const crashes: Error[] = []
    const warn = (_: object, message: string) => void warnings.push(message)
    const onCrash = (error: Error) => void crashes.push(error)
    const dataDir = await seededDataDir()
    const postgres = await startEmbeddedPostgres({ dataDir, log: { ...log, warn, error: warn }, onCrash })
    const restarts = () => warnings.filter((message) => message === 'PostgreSQL runs again').length
    const port = new URL(postgres.url).port
    for (let kills = 0; kills < 6; kills++) {
      await until(() => restarts() === kills)
      expect(await query(postgres.url, 'show port')).toEqual([[port]])
      expect(crashes).toEqual([])
      process.kill(await postmasterOf(postgres.location), 'SIGKILL')
    }
    await until(() => crashes.length > 0)
    expect(crashes.map(String)).toEqual([expect.stringContaining('6 times within a minute')])
    expect(restarts()).toBe(5)
    expect(await answers(postgres.url)).toBe(false)
    await postgres.stop()
    await (await start(dataDir)).stop()
  })

  test('stops in the middle of a restart', async () => {
    const dataDir = await seededDataDir()
    const crashes: Error[] = []
    const onCrash = (error: Error) => void crashes.push(error)
    const postgres = await startEmbeddedPostgres({ dataDir, log, onCrash })
    process.kill(await postmasterOf(postgres.location), 'SIGKILL')
    await sleep(80)
    await postgres.stop()
    await until(async () => (await processesOn(dataDir)).length === 0)
    await sleep(300)
    expect(await processesOn(dataDir)).toEqual([])
    expect(crashes).toEqual([])
  })

  test('a crash of one session is healed by PostgreSQL itself', async () => {
    const child = await startedChild(await seededDataDir())
    const before = await postmasterOf(child.location)
    const sleeping = query(child.url, 'select pg_sleep(60)').catch(() => 'ended')
    await until(async () => (await sleepers(child.url)).length > 0)
    const [session = Number.NaN] = await sleepers(child.url)
    process.kill(session, 'SIGKILL')
    expect(await sleeping).toBe('ended')
    await until(() => answers(child.url))
    expect(await postmasterOf(child.location)).toBe(before)
    await child.stop()
  })

  test('refuses data of another major version and touches nothing', async () => {
    const dataDir = join(await freshFolder(), '.data')
    const cluster = join(dataDir, 'postgres')
    await mkdir(cluster, { recursive: true })
    await writeFile(join(cluster, 'PG_VERSION'), '17\n')
    await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n`)
    await expect(start(dataDir)).rejects.toThrow(
      `${cluster} holds data of PostgreSQL 17, this synctrack brings PostgreSQL 18; export them`,
    )
    expect(await readdir(cluster)).toEqual(['PG_VERSION', 'postmaster.pid'])
    expect(await exists(join(dataDir, 'postgres.password'))).toBe(false)
    await rm(join(cluster, 'PG_VERSION'))
    await expect(start(dataDir)).rejects.toThrow('not PostgreSQL')
    expect(await readdir(cluster)).toEqual(['postmaster.pid'])
  })

  test('renews a password that was lost', async () => {
    const dataDir = await seededDataDir()
    const first = await start(dataDir)
    await query(first.url, 'create table kept as select 42 as answer')
    await first.stop()
    await writeFile(join(dataDir, 'postgres.password'), `${'x'.repeat(32)}\n`)
    await expect(start(dataDir)).rejects.toThrow('remove it to get a new one')
    await rm(join(dataDir, 'postgres.password'))
    const second = await start(dataDir)
    expect(second.url).not.toContain(new URL(first.url).password)
    expect(await query(second.url, 'select answer from kept')).toEqual([[42]])
    await second.stop()
  })

  test.for([
    ['blanks, quotes and letters beyond ASCII', `Dữ liệu của "tôi" & 'bạn' $HOME *;`],
    ['440 bytes', Array.from({ length: 4 }, () => 'p'.repeat(99)).join('/')],
  ] as const)('works in a path of %s', async ([, path]) => {
    const dataDir = join(await freshFolder(), path)
    const child = await startedChild(dataDir)
    await query(child.url, 'create table kept as select 42 as answer')
    child.kill('SIGKILL')
    await child.ended
    const next = await start(dataDir)
    expect(await query(next.url, 'select answer from kept')).toEqual([[42]])
    await next.stop()
  })

  test('says what is wrong with a folder that cannot be used', async () => {
    const folder = await freshFolder()
    await writeFile(join(folder, 'file'), '')
    await expect(start(join(folder, 'file'))).rejects.toThrow(/something else is in the way; set DATA_DIR/)
    await expect(start(join(folder, 'file', 'data'))).rejects.toThrow(/not a folder; set DATA_DIR/)
    await expect(start(join(folder, 'p'.repeat(300)))).rejects.toThrow(/path is too long; set DATA_DIR/)
    await expect(start(join(folder, 'p/'.repeat(500)))).rejects.toThrow(
      /at most 480 are possible; set DATA_DIR/,
    )
    await mkdir(join(folder, 'data'))
    await symlink('/nowhere/at/all', join(folder, 'data', 'postgres'))
    await expect(start(join(folder, 'data'))).rejects.toThrow(/which are gone; remove this link/)
  })

  test('takes another port when the free one is taken in between', async () => {
    const dataDir = await seededDataDir()
    const first = await start(dataDir)
    await first.stop()
    const user = await chooseProgramUser(dataDir)
    const binaries = await prepareBinaries(user, sharedFolders, log)
    const serverLog = openServerLog(join(dataDir, 'postgres.log'))
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const address = blocker.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    const ports = [taken, taken, Number(new URL(first.url).port)]
    const launch = { binaries, user, cluster: first.location, serverLog }
    const server = await launchOnFreePort(launch, async () => ports.shift() ?? 0)
    expect(server.port).toBe(Number(new URL(first.url).port))
    expect(ports).toEqual([])
    await server.stop()
    serverLog.close()
    blocker.close()
  })

  test('reports what PostgreSQL itself says when it does not start', async () => {
    const dataDir = await seededDataDir()
    await (await start(dataDir)).stop()
    await rm(join(dataDir, 'postgres', 'global', 'pg_control'))
    await expect(start(dataDir)).rejects.toThrow(/did not start on .*pg_control.*its log is/)
    expect(await processesOn(dataDir)).toEqual([])
  })

  test('keeps its log small', async () => {
    const path = join(await freshFolder(), 'postgres.log')
    await writeFile(path, 'x'.repeat(5_000_000))
    const serverLog = openServerLog(path)
    expect([(await stat(path)).size, (await stat(`${path}.1`)).size]).toEqual([0, 5_000_000])
    await writeFile(path, 'y'.repeat(6_000_000))
    await until(async () => (await stat(path)).size === 0)
    expect((await stat(`${path}.1`)).size).toBe(6_000_000)
    serverLog.close()
  })
})

test('a machine without an embedded PostgreSQL is told of DATABASE_URL', async () => {
  const arch = Object.getOwnPropertyDescriptor(process, 'arch')
  Object.defineProperty(process, 'arch', { ...arch, value: 'riscv64' })
  try {
    const started = startEmbeddedPostgres({ dataDir: join(await freshFolder(), '.data'), log })
    await expect(started).rejects.toThrow(EmbeddedPostgresError)
    await expect(started).rejects.toThrow(
      /no embedded PostgreSQL for this machine \(\w+-riscv64\); set DATABASE_URL/,
    )
  } finally {
    Object.defineProperty(process, 'arch', { ...arch })
  }
})

describeInstallations()

async function sleepers(url: string): Promise<number[]> {
  const rows = await query(url, `select pid from pg_stat_activity where query like 'select pg_sleep%'`)
  return rows.map(([pid]) => Number(pid))
}

async function answers(url: string): Promise<boolean> {
  return query(url, 'select 1').then(
    () => true,
    () => false,
  )
}

function otherAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address)
}

async function isListening(host: string, port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return false
  } catch {
    return true
  } finally {
    server.close()
  }
}

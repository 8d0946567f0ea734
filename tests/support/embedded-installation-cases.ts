import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Clone, cloneTo, ownTree } from './embedded-clone.ts'
import {
  exists,
  freshFolder,
  isRoot,
  postmasterOf,
  query,
  removeLater,
  seededDataDir,
  startChild,
  startedChild,
} from './embedded-harness.ts'

const NOBODY = { uid: 65534, gid: 65534 }

/** Who runs it, and from what installation: the second half of the tests of the embedded PostgreSQL. */
export function describeInstallations(): void {
  describe.concurrent('installations', () => {
    test('repairs one without links and executable bits', async () => {
      const clone = await cloneTo(await freshFolder())
      await breakInstallation(clone)
      const child = await startedChild(await seededDataDir(), { clone })
      expect(await query(child.url, 'select 1')).toEqual([[1]])
      await child.stop()
    })

    test('without the loader that the programs name (musl), the error names DATABASE_URL', async () => {
      const clone = await cloneTo(await freshFolder())
      const file = join(clone.native, 'bin', 'postgres')
      const program = await readFile(file, 'latin1')
      expect(program).toContain('/ld-linux')
      await writeFile(file, program.replace('/ld-linux', '/ld-never'), 'latin1')
      const answer = await startChild(join(await freshFolder(), '.data'), { clone }).next()
      expect(answer.error).toMatch(/needs glibc, which this .* lacks; set DATABASE_URL/)
    })
  })

  describe.runIf(isRoot).concurrent('as root', () => {
    test('PostgreSQL runs as an unprivileged user with no groups of ours', async () => {
      const child = await startedChild(await seededDataDir())
      const status = await readFile(`/proc/${await postmasterOf(child.location)}/status`, 'utf8')
      expect(status).not.toMatch(/^[UG]id:.*\b0\b/m)
      expect(status).toMatch(/^Groups:\s*$/m)
      await child.stop()
    })

    test('what its user cannot reach is copied once, linked, and survives kills; nobody else is opened', async () => {
      const closed = await freshFolder(0o700)
      const version = `18.4.0-${randomUUID()}`
      const clone = await cloneTo(closed, { version })
      const dataDir = join(closed, '.data')
      const first = await startedChild(dataDir, { clone })
      const copy = /copied.*"folder":"(.+?)"/.exec(first.log())?.[1] ?? ''
      removeLater(copy)
      expect(copy).toContain(version)
      expect(first.location).not.toContain(closed)
      expect(await readlink(join(dataDir, 'postgres'))).toBe(first.location)
      expect((await lstat(join(copy, 'lib', 'libpq.so.5'))).isSymbolicLink()).toBe(true)
      expect((await stat(closed)).mode & 0o777).toBe(0o700)
      await query(first.url, 'create table kept as select 42 as answer')
      // A copy of the data folder leads to the same files, and so to the same lock.
      const twin = join(await freshFolder(0o700), '.data')
      await mkdir(twin)
      await symlink(first.location, join(twin, 'postgres'))
      expect((await startChild(twin, { clone }).next()).error).toContain(`(process ${first.pid})`)
      first.kill('SIGKILL')
      await first.ended

      const second = await startedChild(dataDir, { clone })
      expect(second.log()).not.toContain('copied')
      expect(second.location).toBe(first.location)
      expect(await query(second.url, 'select answer from kept')).toEqual([[42]])
      await second.stop()

      await rm(dataDir, { recursive: true })
      const fresh = await startedChild(dataDir, { clone })
      expect(await query(fresh.url, `select to_regclass('kept')`)).toEqual([[null]])
      await fresh.stop()
      expect(await exists(join(fresh.location, '..', 'postgres.replaced', 'PG_VERSION'))).toBe(true)
    })

    test('the owner of the data folder keeps being able to start without root', async () => {
      const clone = await cloneForNobody()
      const folder = await freshFolder()
      await chown(folder, NOBODY.uid, NOBODY.gid)
      const byRoot = await startedChild(folder, { clone })
      await query(byRoot.url, 'create table kept as select 42 as answer')
      expect((await stat(byRoot.location)).uid).toBe(NOBODY.uid)
      byRoot.kill('SIGKILL')
      await byRoot.ended
      const byOwner = await startedChild(folder, { clone, user: NOBODY })
      expect(await query(byOwner.url, 'select answer from kept')).toEqual([[42]])
      await byOwner.stop()
    })

    test('a normal user gets everything in the data folder, or one clear error', async () => {
      const clone = await cloneForNobody()
      const folder = await freshFolder(0o700)
      await chown(folder, NOBODY.uid, NOBODY.gid)
      const child = await startedChild(join(folder, '.data'), { clone, user: NOBODY, env: { LANG: 'C' } })
      expect(child.location).toBe(join(folder, '.data', 'postgres'))
      expect((await stat(join(folder, '.data'))).mode & 0o777).toBe(0o700)
      expect(await query(child.url, `select lower('ĐẶNG')`)).toEqual([['đặng']])
      await child.stop()
      const foreign = join(await freshFolder(), '.data')
      const refused = await startChild(foreign, { clone, user: NOBODY }).next()
      expect(refused.error).toBe(
        `The data folder ${foreign} cannot be used: permission denied; set DATA_DIR to a folder that can be written`,
      )
    })

    test('a normal user copies a broken installation that is not his', async () => {
      const version = `18.4.0-${randomUUID()}`
      const clone = {
        ...(await cloneTo(await freshFolder(), { version })),
        node: (await cloneForNobody()).node,
      }
      await breakInstallation(clone)
      const folder = await freshFolder()
      await chown(folder, NOBODY.uid, NOBODY.gid)
      const child = await startedChild(folder, { clone, user: NOBODY })
      expect(child.log()).toContain(join(folder, 'postgresql-'))
      await child.stop()
    })

    test('where no other user can be become, the error names DATABASE_URL', async () => {
      // A namespace in which root is the only user, as in some containers.
      const through = ['unshare', '--user', '--map-root-user']
      const answer = await startChild(join(await freshFolder(), '.data'), { through }).next()
      expect(answer.error).toMatch(
        /cannot run as root, .*; start synctrack as another user, or set DATABASE_URL/,
      )
    })
  })
}

let sharedClone: Promise<Clone> | undefined
/** Our own tree where `nobody` can reach it, otherwise (a clone under /root) a copy. */
function cloneForNobody(): Promise<Clone> {
  sharedClone ??= (async () => {
    const look = spawn('test', ['-r', ownTree.script, '-a', '-x', ownTree.node], { ...NOBODY, cwd: '/' })
    const [code] = await once(look, 'close')
    return code === 0 ? ownTree : cloneTo(await freshFolder(), { withNode: true })
  })()
  return sharedClone
}

/** What npm leaves when it may not run install scripts, and what some archives lose. */
async function breakInstallation({ native }: Clone): Promise<void> {
  const lib = join(native, 'lib')
  for (const entry of await readdir(lib, { withFileTypes: true }))
    if (entry.isSymbolicLink()) await rm(join(lib, entry.name))
  for (const name of await readdir(join(native, 'bin'))) await chmod(join(native, 'bin', name), 0o644)
}

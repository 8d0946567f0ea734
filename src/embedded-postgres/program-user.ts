import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './failure.ts'
import { type ProgramUser, runProgram } from './programs.ts'

/**
 * Whom PostgreSQL runs as. It refuses root; so as root the answer is the owner of the data when that is not root,
 * else `postgres`, else `nobody`: the first that exists and that this process really can become. For anybody but
 * root the answer is undefined: ourselves.
 * @throws EmbeddedPostgresError when there is no such user
 */
export async function chooseProgramUser(dataDir: string): Promise<ProgramUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const cluster = await stat(join(dataDir, 'postgres')).catch(() => undefined)
  if (cluster && cluster.uid !== 0) {
    // Its files belong to this user: PostgreSQL accepts no other.
    const { uid, gid } = cluster
    const owner = (await findUser(String(uid))) ?? { uid, gid, name: `user ${uid}` }
    if (await canBecome(owner)) return owner
    throw nobodyToRunAs(`it cannot run as ${owner.name}, to whom the files in ${dataDir} belong`)
  }
  const { uid } = await stat(dataDir)
  for (const candidate of [...(uid === 0 ? [] : [String(uid)]), 'postgres', 'nobody']) {
    const user = await findUser(candidate)
    if (user && user.uid !== 0 && (await canBecome(user))) return user
  }
  throw nobodyToRunAs('neither the owner of the data folder nor "postgres" nor "nobody" can be used')
}

function nobodyToRunAs(reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot run as root, and here ${reason}; ` +
      'start synctrack as another user, or set DATABASE_URL to a PostgreSQL of your own',
  )
}

async function canBecome(user: ProgramUser): Promise<boolean> {
  return (await runProgram('/bin/sh', ['-c', 'exit 0'], user)).ok
}

/** Looks a user up by name or number, in /etc/passwd, then through `id` (directories, macOS). */
async function findUser(nameOrUid: string): Promise<ProgramUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && (name === nameOrUid || uid === nameOrUid)) return { uid: Number(uid), gid: Number(gid), name }
  }
  const [uid, gid, name] = await Promise.all(
    ['-u', '-g', '-un'].map((flag) => runProgram('/usr/bin/id', [flag, nameOrUid], undefined)),
  )
  if (!uid?.ok || !gid?.ok || !name?.ok) return undefined
  return { uid: Number(uid.output), gid: Number(gid.output), name: name.output }
}

/**
 * `node scripts/migrations.ts create` writes a migration for what the entities have and the last snapshot has not;
 * `node scripts/migrations.ts check` ends with 1 when there is such a difference, or when the migrations, applied to an
 * empty database, do not give the schema of the entities. Both work on a database of their own that they drop again.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MikroORM } from '@mikro-orm/postgresql'
import { openDatabase, ormOptions } from '../src/database.ts'
import { startEmbeddedPostgres } from '../src/embedded-postgres.ts'
import { silentLogger } from '../src/logger.ts'

const command = process.argv[2]
if (command !== 'create' && command !== 'check') throw new Error('usage: migrations.ts create|check')

const dataDir = await mkdtemp(join(tmpdir(), 'synctrack-migrations-'))
// As root, PostgreSQL runs as another user, who must be able to enter.
await chmod(dataDir, 0o755)
const postgres = await startEmbeddedPostgres({ dataDir, log: silentLogger })
try {
  process.exitCode = command === 'create' ? await create(postgres.url) : await check(postgres.url)
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function create(url: string): Promise<number> {
  const orm = await MikroORM.init(ormOptions(url))
  const { fileName } = await orm.migrator.create()
  print(fileName ? `created migrations/${fileName}` : 'nothing to migrate')
  await orm.close()
  return 0
}

async function check(url: string): Promise<number> {
  const orm = await openDatabase(url)
  const pending = await orm.migrator.checkSchema()
  const difference = await orm.schema.getUpdateSchemaSQL({ dropTables: false })
  await orm.close()
  if (pending) print('the entities have changed; run: npm run migrations:create')
  else if (difference.trim()) print(`the migrations do not give the schema of the entities:\n${difference}`)
  else print('migrations and entities agree')
  return pending || difference.trim() ? 1 : 0
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

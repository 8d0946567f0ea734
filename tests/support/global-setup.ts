import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/database.ts'
import { startEmbeddedPostgres } from '../../src/embedded-postgres.ts'
import { silentLogger } from '../../src/logger.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL whose database `template` has every migration; each test clones it. */
    postgresUrl: string
  }
}

/** One real PostgreSQL for the whole run: TEST_DATABASE_URL, or an embedded one in a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'synctrack-tests-'))
  // As root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(dataDir, 0o755)
  const given = process.env['TEST_DATABASE_URL']
  const postgres = given
    ? { url: given, stop: async () => {} }
    : await startEmbeddedPostgres({ dataDir, log: silentLogger })
  const admin = new Client(postgres.url)
  await admin.connect()
  await admin.query('drop database if exists template')
  await admin.query('create database template')
  await admin.end()
  const template = new URL(postgres.url)
  template.pathname = '/template'
  const orm = await openDatabase(template.href)
  await orm.close()
  project.provide('postgresUrl', postgres.url)
  return async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

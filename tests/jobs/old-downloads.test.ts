import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { removeOldDownloads } from '../../src/jobs/pull/old-downloads.ts'

test('downloads are removed a week after they were last written, and no folder is no error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'synctrack-test-'))
  try {
    await removeOldDownloads(join(folder, 'missing'))
    const now = Date.now()
    for (const [name, ageHours] of Object.entries({ 'bulk-1': 7 * 24 + 1, 'bulk-2': 7 * 24 - 1 })) {
      await mkdir(join(folder, name))
      await writeFile(join(folder, name, 'result.jsonl'), '{}\n')
      const at = new Date(now - ageHours * 3_600_000)
      await utimes(join(folder, name), at, at)
    }
    await removeOldDownloads(folder, now)
    expect(await readdir(folder)).toEqual(['bulk-2'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

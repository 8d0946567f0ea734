import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Each test file and each server that a test starts loads the same sources: Node keeps what it has compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compile')

const DASHBOARD = 'tests/dashboard/*.test.ts'

/** Those whose API has job types that exist only in tests. */
const withJobTypes = globSync('tests/**/*.test.ts', {
  cwd: import.meta.dirname,
  exclude: [DASHBOARD],
}).filter((file) => readFileSync(join(import.meta.dirname, file), 'utf8').includes('/support/job-types/'))

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Most of them wait for processes and databases most of the time, so more than there are cores run side by side.
    maxWorkers: 4,
    // A test that only passes the second time does not pass.
    retry: 0,
    // Node runs the tests as it runs the product: no bundler between, and one copy of graphql.
    experimental: { viteModuleRunner: false },
    allowOnly: false,
    // What must come may come late on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    // Loading the server takes longer than most files do: a process runs one file after the other. No state of theirs is
    // kept in modules, but for the job types.
    projects: [
      {
        extends: true,
        test: {
          name: 'dashboard',
          include: [DASHBOARD],
          // A browser beside other tests is slow; what does not come at all fails by its own locator after 30 seconds.
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'job-types',
          include: withJobTypes,
          setupFiles: ['tests/support/job-types/all.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['tests/**/*.test.ts'],
          exclude: [DASHBOARD, ...withJobTypes],
          isolate: false,
        },
      },
    ],
  },
})

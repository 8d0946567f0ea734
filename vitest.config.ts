import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Each test file and each server that a test starts loads the same sources: Node keeps what it has compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compile')

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
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
  },
})

import { defineConfig } from 'vitest/config'

/** Journeys through the built program: one after another, since each trains on all cores. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 1_200_000,
    hookTimeout: 300_000,
  },
})

import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' as const }

export default defineConfig({
  plugins: [vue()],
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: ['test/src-renderer/**', 'test/e2e/**'],
          environment: 'node',
        },
      },
      {
        extends: true,
        test: { ...shared, name: 'renderer', include: ['test/src-renderer/**/*.test.ts'], environment: 'happy-dom' },
      },
    ],
  },
})

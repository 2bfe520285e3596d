import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Threads of ours run unbuilt here, so that Node's own WebAssembly strips their types: src-main/images/generic-wasm-wrappers.
const execArgv = ['--wasm-wrapper-tiering-budget=1000000000']
const shared = { testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' as const, execArgv }

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

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { build, type Plugin } from 'vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

const refuseOldNode = readFileSync(at('src-main/setup/refuse-old-node.cjs'), 'utf8')
/** Entries that Electron or a checked process starts need no check of their own. */
const unchecked = [
  ...['batch-worker', 'database-copy-worker', 'desktop', 'export-worker'],
  ...['image-worker', 'import-worker', 'pixel-worker', 'runs-worker', 'weight-worker'],
]

/** The script of written reports: one file of its own that needs no other, which a page can hold. */
const reportScript = (): Plugin => ({
  name: 'report-script',
  apply: 'build',
  async generateBundle() {
    const built = await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        write: false,
        minify: true,
        lib: { entry: at('src-renderer/report/main.ts'), formats: ['iife'], name: 'report', fileName: 'report' },
      },
    })
    const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
    const [script] = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.code : []))
    if (script === undefined) throw new Error('The script of reports came out empty.')
    this.emitFile({ type: 'asset', fileName: 'report.js', source: script })
  },
})

// Everything is emitted as CommonJS for Node 20 (the oldest Electron that the tests run) and Node 24 (host, engine, cli).
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Packages that ship ES modules only are bundled: an old Electron cannot require them.
      externalizeDeps: { exclude: ['env-paths', 'h5wasm', 'onnx-buf'] },
      rolldownOptions: {
        input: {
          'batch-worker': at('src-main/engine/batch-worker.ts'),
          'pixel-worker': at('src-main/engine/pixel-worker.ts'),
          bench: at('src-main/bench/main.ts'),
          cli: at('src-main/cli/main.ts'),
          'database-copy-worker': at('src-main/host/database-copy-worker.ts'),
          desktop: at('src-main/desktop/main.ts'),
          engine: at('src-main/engine/main.ts'),
          'export-worker': at('src-main/host/weights/export/export-worker.ts'),
          host: at('src-main/host/main.ts'),
          'image-worker': at('src-main/host/image-files/image-worker.ts'),
          'import-worker': at('src-main/host/datasets/import-worker.ts'),
          'runs-worker': at('src-main/host/imported-runs/runs-worker.ts'),
          runtime: at('src-main/engine/runtime/main.ts'),
          'weight-worker': at('src-main/host/weights/weight-worker.ts'),
        },
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
          banner: ({ isEntry, name }) => (isEntry && !unchecked.includes(name) ? refuseOldNode : ''),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('src-main/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [vue(), reportScript()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
})

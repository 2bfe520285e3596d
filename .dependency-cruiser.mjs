// The layers of src-main/README.md: one rule a line. `from` may import what `to` does not name.
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const main = (layers) => `^src-main/(${layers})/`

export default {
  forbidden: [
    rule(
      'no-cycles',
      'Cycles hide who owns what; those of types alone vanish.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule('no-test', 'Source never imports tests.', { path: '^src-' }, { path: '^test/' }),
    rule(
      'renderer',
      'The renderer imports only the contract.',
      { path: '^src-renderer' },
      { path: '^src-main/(?!contract/)' },
    ),
    rule(
      'contract',
      'The contract imports nothing of ours.',
      { path: main('contract') },
      { path: '^src-(renderer|main/(?!contract/))' },
    ),
    rule(
      'core',
      'The science imports the contract alone.',
      { path: main('core') },
      { path: '^src-(renderer|main/(?!contract/|core/))' },
    ),
    rule(
      'store',
      'SQLite imports the contract alone.',
      { path: main('store') },
      { path: '^src-(renderer|main/(?!contract/|store/))' },
    ),
    rule(
      'engine',
      'The engine never sees the host.',
      { path: main('engine') },
      { path: '^src-(renderer|main/(?!contract/|core/|files/|images/|engine/))' },
    ),
    rule(
      'files',
      'What host and engine do with files and downloads alike.',
      { path: main('files') },
      { path: '^src-(renderer|main/(?!contract/|files/))' },
    ),
    rule(
      'images',
      'Host and engine decode image files by the same code, which knows nothing of ours.',
      { path: main('images') },
      { path: '^src-(renderer|main/(?!images/))' },
    ),
    rule(
      'host',
      'Of the engine, the host knows client, protocol, questions and what a device can do.',
      { path: main('host') },
      {
        path: '^src-(renderer|main/(?!contract/|core/|files/|images/|store/|host/|engine/(client|protocol|questions|abilities|corrupted-source)\\.ts))',
      },
    ),
    rule(
      'cli',
      'The command line is a client; the doctor belongs to the runtime.',
      { path: main('cli') },
      { path: '^src-(renderer|main/(?!contract/|files/|host/|cli/|engine/runtime/))' },
    ),
    rule(
      'bench',
      'The bench measures the engine, the import of datasets, and sheets, clicks and predictions through a whole host.',
      { path: main('bench') },
      {
        path: '^src-(renderer|main/(?!contract/|core/|engine/|bench/|host/(datasets/|create-host\\.ts)|store/store\\.ts))',
      },
    ),
    rule(
      'package',
      'A package is made of what is built, with the runtime’s own means.',
      { path: main('package') },
      { path: '^src-(renderer|main/(?!contract/|package/|engine/runtime/))' },
    ),
    rule('no-bench', 'Nothing needs the bench.', { path: '^src-', pathNot: main('bench') }, { path: main('bench') }),
    rule(
      'desktop',
      'The desktop holds no logic.',
      { path: main('desktop') },
      { path: '^src-(renderer|main/(?!contract/|desktop/))' },
    ),
    rule(
      'preload',
      'The preload never grows.',
      { path: main('preload') },
      { path: '^src-(renderer|main/(?!contract/|preload/))' },
    ),
    rule(
      'tensorflow',
      'Only backends know tfjs-node.',
      { path: '^src-', pathNot: '^src-main/(engine/backends|bench)/' },
      { path: '@tensorflow/tfjs(-node|-backend|-layers|/)' },
    ),
    rule(
      'tfjs-core',
      'The host never loads TensorFlow’s engine but through the core.',
      { path: main('host|store|cli|desktop|preload|contract') },
      { path: '@tensorflow/' },
    ),
    rule(
      'sqlite',
      'Only the store opens SQLite.',
      { path: '^src-', pathNot: main('store') },
      { path: 'better-sqlite3' },
    ),
    rule(
      'electron',
      'Only desktop and preload know Electron.',
      { path: '^src-', pathNot: main('desktop|preload') },
      { path: '^node_modules/electron/' },
    ),
    rule(
      'core-node',
      'Core and contract run anywhere.',
      { path: main('core|contract') },
      { dependencyTypes: ['core'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js', '.vue', '.json'] },
  },
}

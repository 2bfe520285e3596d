import { join } from 'node:path'
import { orExplain, SetupFailure } from './failure.mjs'
import { prepareElectron } from './electron.mjs'
import { built, node, root } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { run } from './run.mjs'

const [command, ...args] = process.argv.slice(2)

const commands = {
  async start() {
    await prepare()
    await prepareElectron()
    return run(node, [built('cli'), 'start', ...args])
  },
  async test() {
    await prepare()
    return (await import('./test.mjs')).test(args)
  },
  async check() {
    await prepare()
    return (await import('./test.mjs')).test(args.length > 0 ? args : ['check', 'unit'])
  },
  async e2e() {
    await prepare()
    return (await import('./test.mjs')).test(['e2e', ...args])
  },
  async bench() {
    await prepare()
    return run(node, [built('bench'), ...args])
  },
  async 'bench:ui'() {
    await prepare()
    return run(node, [join(root, 'test/bench-ui/main.ts'), ...args])
  },
  async campaign() {
    await prepare()
    const { virtualDisplay } = await import('./test.mjs')
    const [program, ...rest] = [...virtualDisplay(), node, join(root, 'test/campaign/main.ts'), ...args]
    return run(program, rest)
  },
  async 'long-run'() {
    await prepare()
    return run(node, [join(root, 'test/long-run/main.ts'), ...args])
  },
  async 'third-party'() {
    await prepare()
    return run(node, [join(root, 'test/supply/main.ts'), ...args])
  },
  async elsewhere() {
    await prepare()
    return run(node, [join(root, 'test/elsewhere/main.ts'), ...args])
  },
  async fuzz() {
    await prepare()
    return run(node, [join(root, 'test/fuzz/main.ts'), ...args])
  },
  async screenshots() {
    await prepare()
    return run(node, [join(root, 'test/screenshots/main.ts'), ...args])
  },
  async package() {
    await prepare()
    const code = await run(node, [
      join(root, 'src-main/package/main.ts'),
      ...args.filter((word) => word !== '--verify'),
    ])
    if (code !== 0 || !args.includes('--verify')) return code
    const { virtualDisplay } = await import('./test.mjs')
    const [program, ...rest] = [...virtualDisplay(), node, join(root, 'test/package/main.ts')]
    return run(program, rest)
  },
  async build() {
    await prepare()
    return 0
  },
}

await orExplain(() => {
  const chosen = Object.hasOwn(commands, command ?? '') ? commands[command] : null
  if (!chosen) throw new SetupFailure(`Expected one of ${Object.keys(commands).join(', ')}: got "${command ?? ''}".`)
  return chosen()
})

import { join } from 'node:path'
import { orExplain, SetupFailure } from './failure.mjs'
import { prepareElectron } from './electron.mjs'
import { built, node, root } from './paths.mjs'
import { prepare } from './prepare.mjs'
import { run } from './run.mjs'

const [command, ...args] = process.argv.slice(2)

/** Runs a program of ours by Node 24, with the words that we were given. */
const runOurs = (file, words = args) => run(node, [join(root, file), ...words])

/** The same where windows open: on a virtual display where there is none. */
async function runWindows(file, words = args) {
  const { virtualDisplay } = await import('./test.mjs')
  const [program, ...rest] = [...virtualDisplay(), node, join(root, file), ...words]
  return run(program, rest)
}

const runTests = async (words) => (await import('./test.mjs')).test(words)

/** What each does after the set-up; resolves to the exit code. */
const commands = {
  async start() {
    await prepareElectron()
    return run(node, [built('cli'), 'start', ...args])
  },
  test: () => runTests(args),
  check: () => runTests(args.length > 0 ? args : ['check', 'unit']),
  e2e: () => runTests(['e2e', ...args]),
  bench: () => run(node, [built('bench'), ...args]),
  'bench:ui': () => runOurs('test/bench-ui/main.ts'),
  campaign: () => runWindows('test/campaign/main.ts'),
  'long-run': () => runOurs('test/long-run/main.ts'),
  'third-party': () => runOurs('test/supply/main.ts'),
  elsewhere: () => runOurs('test/elsewhere/main.ts'),
  fuzz: () => runOurs('test/fuzz/main.ts'),
  screenshots: () => runOurs('test/screenshots/main.ts'),
  async package() {
    const isVerified = args.includes('--verify')
    const words = args.filter((word) => word !== '--verify')
    const code = await runOurs('src-main/package/main.ts', words)
    return code === 0 && isVerified ? runWindows('test/package/main.ts', []) : code
  },
  build: () => 0,
}

await orExplain(async () => {
  const chosen = Object.hasOwn(commands, command ?? '') ? commands[command] : null
  if (!chosen) throw new SetupFailure(`Expected one of ${Object.keys(commands).join(', ')}: got "${command ?? ''}".`)
  await prepare()
  return chosen()
})

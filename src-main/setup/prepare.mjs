import { chmodSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { built, node, root } from './paths.mjs'
import { run } from './run.mjs'
import { filesBelow, hashFiles, isStamped, writeStamp } from './stamp.mjs'

const tell = (text) => process.stderr.write(`${text}\n`)
const sources = ['src-main', 'src-renderer', 'resources', 'electron.vite.config.ts', 'tsconfig.json', 'package.json']

/** Dependencies, build and TensorFlow runtime: whatever of them is missing or out of date. */
export async function prepare() {
  checkMachine()
  await installDependencies()
  await build()
  await prepareRuntime()
}

function checkMachine() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupFailure(
      `Adversarium's setup needs Node 20.19 or newer: this is ${process.version}. Install it from nodejs.org.`,
    )
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupFailure(
      `Adversarium runs on Linux x64: this is ${process.platform} ${process.arch}. Use such a machine.`,
    )
  }
}

export async function installDependencies() {
  const stampFile = join(root, 'node_modules/.adversarium-lock')
  const stamp = hashFiles(['package-lock.json'])
  if (isStamped(stampFile, stamp) && existsSync(node)) return
  tell('Installing dependencies (npm ci) …')
  // npm keeps the Node it was called with: ours lies in the folder that it replaces.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const code = await run('npm', args, { quiet: true, env: process.env })
  if (code !== 0) {
    throw new SetupFailure(
      'npm could not install the dependencies: see its message above, check the network, and start again.',
    )
  }
  chmodSync(node, 0o755)
  writeStamp(stampFile, stamp)
}

export async function build() {
  const stampFile = join(root, 'out/main/.stamp')
  const stamp = hashFiles(filesBelow(sources))
  if (isStamped(stampFile, stamp)) return
  tell('Building …')
  rmSync(stampFile, { force: true })
  const code = await run(node, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], { quiet: true })
  if (code !== 0)
    throw new SetupFailure('The build failed: see the message above, mend the source it names, and start again.')
  writeStamp(stampFile, stamp)
}

async function prepareRuntime() {
  const code = await run(node, [built('runtime'), 'prepare'], { output: 'stderr' })
  if (code !== 0) {
    throw new SetupFailure(
      'The TensorFlow runtime could not be prepared: `npm run doctor` says what was found and what to do.',
    )
  }
}

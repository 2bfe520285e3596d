import { chmodSync, cpSync, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupFailure } from './failure.mjs'
import { built, isPackage, node, root } from './paths.mjs'
import { step } from './progress.mjs'
import { runStep } from './run.mjs'
import { filesBelow, hashFiles, isStamped, writeStamp } from './stamp.mjs'
import { inTurn } from './turn.mjs'

const sources = [
  ...['src-main', 'src-renderer', 'resources', 'electron.vite.config.ts'],
  ...['tsconfig.json', 'package.json', 'package-lock.json'],
]
const lockFile = join(root, 'out/.setup-lock')

/** Dependencies, build and TensorFlow runtime: whatever of them is missing or out of date. */
export async function prepare() {
  checkMachine()
  if (isPackage) preparePackage()
  else await prepareBuild()
  await prepareRuntime()
}

/** Whether there is nothing to install and nothing to build. */
export const isUpToDate = () => isInstalled() && isBuilt()

/** npm has installed what we need, and the build came with us. */
function preparePackage() {
  if (!existsSync(built('cli'))) {
    throw new SetupFailure('This package holds no build: make it in a clone by `npm run build` and `npm pack`.')
  }
  if ((statSync(node).mode & 0o111) === 0) chmodSync(node, 0o755)
}

async function prepareBuild() {
  if (isUpToDate()) return
  await inTurn(lockFile, async () => {
    if (!isInstalled()) await step('Installing dependencies (npm ci, a minute or two)', installDependencies)
    if (!isBuilt()) await step('Building', build)
  })
}

/** Throws the sentence that refuses a Node or a machine on which the set-up cannot run. */
export function checkMachine({ versions, platform, arch } = process) {
  const [major, minor] = versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupFailure(
      `Adversarium's set-up needs Node 20.19 or newer: this is Node ${versions.node}. Install it from nodejs.org.`,
    )
  }
  if (platform !== 'linux' || arch !== 'x64') {
    throw new SetupFailure(`Adversarium runs on Linux x64: this is ${platform} ${arch}. Use such a machine.`)
  }
}

const installStampFile = join(root, 'node_modules/.adversarium-lock')
const installStamp = () => hashFiles(['package-lock.json'])
const isInstalled = () => existsSync(node) && isStamped(installStampFile, installStamp())

async function installDependencies() {
  const stamp = installStamp()
  // Whatever the user's npm is set to leave out, the build needs.
  const kinds = ['--include=dev', '--include=optional']
  const args = ['ci', '--ignore-scripts', ...kinds, '--no-audit', '--no-fund', '--loglevel=error']
  // npm keeps the Node it was called with: ours lies in the folder that it replaces.
  const code = await runStep('npm', args, { output: 'kept', env: process.env })
  if (code === 127) throw new SetupFailure('npm was not found: install Node 20.19 or newer with npm from nodejs.org.')
  if (code !== 0) {
    throw new SetupFailure(
      'npm could not install the dependencies: see its message above, check the network, and start again.',
    )
  }
  chmodSync(node, 0o755)
  if ((await runStep(node, ['--version'], { output: 'kept' })) !== 0) {
    throw new SetupFailure("The program's own Node 24 does not run here: it needs a Linux with glibc 2.28 or newer.")
  }
  writeStamp(installStampFile, stamp)
}

const buildStampFile = join(root, 'out/main/.stamp')
const isBuilt = () => isStamped(buildStampFile, hashFiles(filesBelow(sources)))

async function build() {
  const stamp = hashFiles(filesBelow(sources))
  rmSync(buildStampFile, { force: true })
  const code = await runStep(node, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], { output: 'kept' })
  if (code !== 0) {
    throw new SetupFailure('The build failed: see the message above, mend the source it names, and start again.')
  }
  copyBinding()
  writeStamp(buildStampFile, stamp)
}

/**
 * What we need of tfjs-node, into the build: as a dependency of a package it would fetch a TensorFlow of its own when npm
 * installs it, which fails where it cannot be had.
 */
function copyBinding() {
  const target = join(root, 'out/tfjs-node')
  rmSync(target, { recursive: true, force: true })
  const from = join(root, 'node_modules/@tensorflow/tfjs-node-gpu')
  cpSync(join(from, 'binding'), join(target, 'binding'), { recursive: true })
  const isNeeded = (path) => !/(_test\.js|\.d\.ts|\.map)$/.test(path)
  cpSync(join(from, 'dist'), join(target, 'dist'), { recursive: true, filter: isNeeded })
  writeFileSync(join(target, 'package.json'), '{ "type": "commonjs" }\n')
}

async function prepareRuntime() {
  const code = await runStep(node, [built('runtime'), 'prepare'])
  if (code !== 0) {
    throw new SetupFailure(
      'The TensorFlow runtime could not be prepared: `npm run doctor` says what was found and what to do.',
    )
  }
}

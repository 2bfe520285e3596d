import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * The folders of a packaged program. Electron runs `archive`, which is whole in itself; what the program's own Node 24 runs
 * and serves lies beside it as files, since no other program reads an archive of Electron's.
 */
export interface Layout {
  /** What is started: Electron under our name. */
  readonly executable: string
  /** The command line. */
  readonly command: string
  readonly archive: string
  /** out, resources, node_modules and package.json, as in a clone. */
  readonly program: string
  /** The addon, TensorFlow and the record of both. */
  readonly native: string
  readonly licences: string
}

export function layoutOf(folder: string): Layout {
  const resources = join(folder, 'resources')
  const program = join(resources, 'program')
  return {
    executable: join(folder, 'adversarium'),
    command: join(folder, 'bin/adversarium'),
    archive: join(resources, 'app.asar'),
    program,
    native: join(program, 'out/native'),
    licences: join(folder, 'licences'),
  }
}

/** Packages that the build has in itself: nothing asks for them when the program runs. */
const bundled: ReadonlySet<string> = new Set(['env-paths', 'h5wasm', 'onnx-buf', 'pica'])

/** Packages whose other dependencies belong to their installation or to a browser, as a trace of what is loaded shows. */
const neededOf: Readonly<Record<string, readonly string[]>> = {
  '@tensorflow/tfjs': [
    ...['@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-webgl', '@tensorflow/tfjs-converter'],
    ...['@tensorflow/tfjs-core', '@tensorflow/tfjs-data', '@tensorflow/tfjs-layers'],
  ],
  'better-sqlite3': [],
}

const Dependencies = z.record(z.string(), z.string())
export const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ dependencies: Dependencies.optional(), optionalDependencies: Dependencies.optional() }),
  ),
})
export type Lock = z.output<typeof Lock>

/**
 * Folders below the root (`node_modules/ws`) of the packages that run, by default of all that our build asks for, from a
 * lock file and what of it is installed; sorted. A package is found where Node would find it: as deep as it lies, then upwards.
 */
export function shippedPackages(
  { packages }: Lock,
  isInstalled: (path: string) => boolean,
  roots = Object.keys(packages['']?.dependencies ?? {}).filter((name) => !bundled.has(name)),
): string[] {
  const found = new Set<string>()
  const visit = (from: string, name: string): void => {
    if (name.startsWith('@types/')) return
    const path = resolvePackage(packages, from, name)
    if (path === null || found.has(path) || !isInstalled(path)) return
    found.add(path)
    const { dependencies, optionalDependencies } = packages[path] ?? {}
    const needed = neededOf[name] ?? Object.keys({ ...dependencies, ...optionalDependencies })
    for (const next of needed) visit(path, next)
  }
  for (const name of roots) visit('', name)
  return [...found].toSorted()
}

function resolvePackage(packages: Lock['packages'], from: string, name: string): string | null {
  const path = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`
  if (path in packages) return path
  if (from === '') return null
  return resolvePackage(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

/** What of a package is never read when it runs: sources, types, tests, documents. Licences and notices stay. */
const neverRun = [
  /\.(map|[cm]?ts|flow|tsbuildinfo|html|gyp|gypi|cc?|cpp|h|hpp|py|pyc|sh|test\.js)$/,
  /(^|\/)(tests?|__tests__|benchmarks?|examples?|docs|man|\.github)\//,
  /(^|\/)(readme|changelog|changes|history|contributing|security)[^/]*$/i,
]

/** Of its prebuilt addons, that of this system. */
const sqliteFiles = new RegExp(`^(lib/.*\\.js|prebuilds/${process.platform}-${process.arch}\\.node)$`)

/** Packages that ship much more than a program of Node reads: all that is kept of them. */
const keptOf: readonly { readonly packages: RegExp; readonly kept: RegExp }[] = [
  {
    packages: /\/@tensorflow\/tfjs(-core|-layers|-converter|-data|-backend-\w+)?$/,
    kept: /^dist\/tf[\w-]*\.node\.js$/,
  },
  { packages: /\/better-sqlite3$/, kept: sqliteFiles },
  { packages: /\/node-(linux|darwin|win)-\w+$/, kept: /^bin\/node(\.exe)?$/ },
]
const always = /^(package\.json|(licen[cs]e|notice|copying)[^/]*)$/i

/** Whether a file of a shipped package belongs to the program; `path` is relative to the package. */
export function isShipped(packagePath: string, path: string): boolean {
  if (always.test(path)) return true
  const own = keptOf.find(({ packages }) => packages.test(packagePath))
  return (own?.kept.test(path) ?? true) && !neverRun.some((pattern) => pattern.test(path))
}

/** Of our build and resources, what only measures or shows the program. */
const leftOut =
  /^(out\/main\/(bench|desktop)\.cjs|out\/tfjs-node\/binding\/.*|resources\/(bench|reliability|screenshots)\/.*|.*\.stamp)$/

/** Whether a file of out/main, out/renderer or resources belongs to the program beside the archive. */
export const isProgramFile = (path: string): boolean => !leftOut.test(path)

/** What a built entry is made of. */
export interface Needs {
  /** The chunks that it requires, and those that they require: `chunks/name.cjs`. */
  readonly chunks: readonly string[]
  /** Names of the packages that any of them requires. */
  readonly packages: readonly string[]
}

/** Follows what a built entry of out/main requires; `read` gives the text of a file there. */
export function needsOf(entry: string, read: (path: string) => string): Needs {
  const chunks = new Set<string>()
  const packages = new Set<string>()
  const visit = (path: string): void => {
    for (const [, name = ''] of read(path).matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
      const chunk = /^\.\/(?:chunks\/)?([\w.-]+\.cjs)$/.exec(name)?.[1]
      if (chunk === undefined) {
        if (!name.startsWith('.') && !isBuiltin(name) && name !== 'electron') packages.add(packageName(name))
      } else if (!chunks.has(`chunks/${chunk}`)) {
        chunks.add(`chunks/${chunk}`)
        visit(`chunks/${chunk}`)
      }
    }
  }
  visit(entry)
  return { chunks: [...chunks].toSorted(), packages: [...packages].toSorted() }
}

const packageName = (path: string): string => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path

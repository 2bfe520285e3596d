// npm run package [-- --only unpacked|deb|appimage|program]: an installable program of this build, in out/package.
// `program` is what electron-builder packs on other systems: all that lies beside Electron's archive.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../contract/wire.ts'
import { makeAppImage } from './appimage.ts'
import { sizeOf } from './copy-files.ts'
import { makeDeb } from './deb.ts'
import { electronVersion, findElectronFolder, placeElectron, placeElectronLicences } from './electron-part.ts'
import { layoutOf } from './layout.ts'
import { readPackage, type ProgramPackage } from './program-package.ts'
import { placeCommand, placeProgram } from './program-part.ts'
import { placeRuntime } from './runtime-part.ts'

const root = join(import.meta.dirname, '../..')
const kinds = ['unpacked', 'deb', 'appimage'] as const
type Kind = (typeof kinds)[number] | 'program'

async function main(): Promise<void> {
  const only = readKind()
  const own = readPackage(root)
  const folder = join(root, 'out/package')
  if (only === 'program') return makeProgram(folder, own)
  const unpacked = join(folder, `adversarium-${own.version}-linux-x64`)
  const makers: Readonly<Record<(typeof kinds)[number], { path: string; make(path: string): Promise<void> }>> = {
    unpacked: { path: unpacked, make: (path) => makeUnpacked(path, own) },
    deb: {
      path: join(folder, `adversarium_${own.version}_amd64.deb`),
      make: (path) => makeDeb(root, unpacked, own, path),
    },
    appimage: {
      path: join(folder, `Adversarium-${own.version}-x86_64.AppImage`),
      make: (path) => makeAppImage(root, unpacked, path),
    },
  }
  for (const kind of kinds) {
    // All are made of the unpacked program.
    if (only !== null && kind !== 'unpacked' && kind !== only) continue
    const { path, make } = makers[kind]
    const startedAt = performance.now()
    try {
      await make(path)
    } catch (error) {
      if (kind === 'unpacked' || kind === only || !(error instanceof AppError && error.code === 'not-found'))
        throw error
      console.log(`not built: ${error.message} ${error.hint ?? ''}`)
      continue
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    console.log(`${path}: ${Math.round(sizeOf(path) / 1e6)} MB, in ${seconds} s`)
  }
}

async function makeUnpacked(target: string, own: ProgramPackage): Promise<void> {
  const electron = findElectronFolder(root)
  const layout = layoutOf(target)
  console.log(`Packing Adversarium ${own.version} with Electron ${electronVersion(electron)} …`)
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  await placeElectron(root, electron, layout, own)
  placeElectronLicences(layout)
  placeProgram(root, layout, own)
  placeCommand(layout)
  await placeRuntime(root, layout, (text) => console.log(text))
}

function makeProgram(folder: string, own: ProgramPackage): void {
  const layout = { program: join(folder, 'program'), licences: join(folder, 'licences') }
  for (const path of Object.values(layout)) rmSync(path, { recursive: true, force: true })
  placeProgram(root, layout, own)
  console.log(`${layout.program}: ${Math.round(sizeOf(layout.program) / 1e6)} MB`)
}

function readKind(): Kind | null {
  const { values } = parseArgs({ options: { only: { type: 'string' } } })
  const all = [...kinds, 'program'] as const
  const kind = all.find((known) => known === values.only)
  if (values.only === undefined || kind !== undefined) return kind ?? null
  throw new AppError('invalid-input', `--only takes one of ${all.join(', ')}: got "${values.only}".`)
}

main().catch((error: unknown) => {
  if (!(error instanceof AppError)) throw error
  console.error(`${error.message} ${error.hint ?? ''}`.trim())
  process.exitCode = 1
})

import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPackage } from '@electron/asar'
import { flipFuses, FuseVersion, FuseV1Options, type FuseV1Config } from '@electron/fuses'
import { AppError } from '../contract/wire.ts'
import { copyFile, copyFiles } from './copy-files.ts'
import { needsOf, type Layout } from './layout.ts'
import { writePackage, type ProgramPackage } from './program-package.ts'
import { placePackages } from './program-part.ts'

/** The folder of Electron's files: that of the executable which ADVERSARIUM_ELECTRON names, else npm's. */
export function findElectronFolder(root: string): string {
  const named = process.env['ADVERSARIUM_ELECTRON']
  const folder = named === undefined ? join(root, 'node_modules/electron/dist') : dirname(named)
  if (existsSync(join(folder, 'electron'))) return folder
  throw new AppError('not-found', `A package needs Electron's files, and ${folder} has none.`, {
    hint: 'Run `npx install-electron`, or let ADVERSARIUM_ELECTRON name an executable of Electron.',
  })
}

export const electronVersion = (folder: string): string =>
  readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')

/** The interface is in English, and so are Chromium's own words. */
const isElectronFile = (path: string): boolean =>
  !/^(locales\/(?!en-US\.pak$)|resources\/default_app\.asar$|\.)/.test(path)

/** Electron under our name, which runs our archive and nothing else. */
export async function placeElectron(
  root: string,
  electron: string,
  layout: Layout,
  own: ProgramPackage,
): Promise<void> {
  const folder = dirname(layout.executable)
  copyFiles(electron, folder, isElectronFile)
  renameSync(join(folder, 'electron'), layout.executable)
  await flipFuses(layout.executable, fusesOf(own))
  await archive(root, layout, own)
}

/** The fuses as electron-builder's configuration names them. */
export function fusesOf({ build }: Pick<ProgramPackage, 'build'>): FuseV1Config {
  const options = Object.entries(build.electronFuses).map(([name, value]) => {
    const option = FuseV1Options[`${name.charAt(0).toUpperCase()}${name.slice(1)}` as keyof typeof FuseV1Options]
    if (option === undefined) throw new Error(`package.json names a fuse that Electron has not: ${name}.`)
    return [option, value] as const
  })
  return { version: FuseVersion.V1, ...Object.fromEntries(options) }
}

async function archive(root: string, layout: Layout, own: ProgramPackage): Promise<void> {
  const stage = mkdtempSync(join(tmpdir(), 'adversarium-archive-'))
  try {
    const main = join(root, 'out/main')
    const { chunks, packages } = needsOf('desktop.cjs', (path) => readFileSync(join(main, path), 'utf8'))
    for (const path of ['desktop.cjs', ...chunks]) copyFile(join(main, path), join(stage, 'out/main', path))
    copyFiles(join(root, 'out/preload'), join(stage, 'out/preload'))
    placePackages(root, stage, [...packages])
    writePackage(stage, own)
    await createPackage(stage, layout.archive)
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** Electron's own licence files get names of their own beside ours. */
export function placeElectronLicences(layout: Layout): void {
  const folder = dirname(layout.executable)
  for (const name of readdirSync(folder).filter((file) => file.startsWith('LICENSE'))) {
    const own = /^LICENSE(\.electron\.txt)?$/.test(name) ? 'electron.txt' : 'chromium.html'
    copyFile(join(folder, name), join(layout.licences, own))
    rmSync(join(folder, name))
  }
}

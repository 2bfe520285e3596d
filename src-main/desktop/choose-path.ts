import { dirname } from 'node:path'
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import type { DialogKind } from '../contract/desktop.ts'
import type { LastFolders } from './last-folders.ts'

const dialogs: Readonly<Record<DialogKind, OpenDialogOptions>> = {
  'dataset-folder': { title: 'Import a folder of images', buttonLabel: 'Import', properties: ['openDirectory'] },
  'dataset-file': {
    title: 'Import a file',
    buttonLabel: 'Import',
    properties: ['openFile'],
    filters: [
      { name: 'Zip archives', extensions: ['zip'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  'weights-file': {
    title: 'Import weights',
    buttonLabel: 'Import',
    properties: ['openFile'],
    filters: [
      { name: 'Weight files', extensions: ['h5', 'hdf5', 'keras', 'json', 'safetensors'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
  'logs-folder': { title: 'Import runs from a folder of logs', buttonLabel: 'Choose', properties: ['openDirectory'] },
  'logs-file': {
    title: 'Import runs from a log',
    buttonLabel: 'Choose',
    properties: ['openFile'],
    // TensorBoard's files end in a number or in a host's name.
    filters: [{ name: 'All files', extensions: ['*'] }],
  },
  'export-folder': {
    title: 'The folder to export into',
    buttonLabel: 'Export here',
    properties: ['openDirectory', 'createDirectory'],
  },
  'merge-folder': {
    title: 'Merge a job array or another workspace',
    buttonLabel: 'Merge',
    properties: ['openDirectory'],
  },
  'tensorflow-folder': {
    title: 'The folder that holds libtensorflow',
    buttonLabel: 'Use',
    properties: ['openDirectory'],
  },
  'runtime-folder': {
    title: 'The folder that holds the wheels',
    buttonLabel: 'Install',
    properties: ['openDirectory'],
  },
}

/** Asks with the system's dialog, which opens where it was last used for the same; null where it was closed. */
export async function choosePath(
  window: BrowserWindow,
  kind: DialogKind,
  folders: LastFolders,
): Promise<string | null> {
  const last = folders.get(kind)
  const { filePaths } = await dialog.showOpenDialog(window, {
    ...dialogs[kind],
    ...(last === undefined ? {} : { defaultPath: last }),
  })
  const [path] = filePaths
  if (path === undefined) return null
  folders.set(kind, dirname(path))
  return path
}

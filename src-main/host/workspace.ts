import { accessSync, constants, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import envPaths from 'env-paths'
import { fault } from '../contract/faults/index.ts'
import { fileReason, isDiskFull, asWriteFault } from '../contract/file-faults.ts'

/** Where everything of one workspace lies. */
export interface Workspace {
  readonly folder: string
  readonly database: string
  readonly runs: string
  readonly datasets: string
  /** Imported weights, one file each. */
  readonly weights: string
  /** Checkpoints written for other programs. */
  readonly exports: string
  /** Pages of studies. */
  readonly reports: string
  /** Computed maps, one file each. */
  readonly explanations: string
  readonly logs: string
  /** Address and token of the host that works here. */
  readonly lockFile: string
}

/** A folder in the user's data folder, e.g. ~/.local/share/adversarium. */
export function defaultWorkspaceFolder(): string {
  return envPaths('adversarium', { suffix: '' }).data
}

/** The file that the set-up reads too; see engine/runtime/manifest.ts. */
export function defaultSettingsFile(): string {
  return join(envPaths('adversarium', { suffix: '' }).config, 'settings.json')
}

export function workspaceAt(folder: string): Workspace {
  const root = resolve(folder)
  return {
    folder: root,
    database: join(root, 'store', 'adversarium.db'),
    runs: join(root, 'runs'),
    datasets: join(root, 'datasets'),
    weights: join(root, 'weights'),
    exports: join(root, 'exports'),
    reports: join(root, 'reports'),
    explanations: join(root, 'explanations'),
    logs: join(root, 'logs'),
    lockFile: join(root, 'host.json'),
  }
}

/** Makes the folders that are missing. Throws `storage` where that is not allowed, or nothing can be written. */
export function createWorkspace({ folder: root, runs, datasets, logs }: Workspace): void {
  try {
    for (const folder of [join(root, 'store'), runs, datasets, logs]) {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
    }
  } catch (error) {
    if (isDiskFull(error)) throw asWriteFault(error, `the workspace ${root}`, 'start again')
    throw fault('workspace-not-writable', { folder: root, reason: fileReason(error) }, error)
  }
}

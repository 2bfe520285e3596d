import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Experiment, ExperimentConfigInput, Run } from '../../src-main/contract/index.ts'
import { createHost, type Host } from '../../src-main/host/create-host.ts'
import { openStore } from '../../src-main/store/store.ts'
import { shapesDataset } from './store-rows.ts'
import { temporaryFolder } from './temporary-folder.ts'

export const programFolder = resolve(import.meta.dirname, '../..')
export const fakeEngine = join(import.meta.dirname, 'fake-engine.mjs')

/** A workspace that holds one imported dataset of kind `idx`, ten validation images. */
export function workspaceWithDataset(): string {
  const folder = temporaryFolder()
  const store = openStore(join(folder, 'store', 'adversarium.db'))
  store.datasets.put({
    ...shapesDataset,
    id: 'digits',
    kind: 'idx',
    title: 'Digits',
    counts: { train: 80, validation: 10 },
  })
  store.close()
  return folder
}

/** A real host with an engine that computes nothing; see fake-engine.mjs. */
export async function startHost(workspace = workspaceWithDataset(), engineEntry = fakeEngine): Promise<Host> {
  const settingsFile = join(workspace, 'settings.json')
  const host = await createHost({ workspace, programFolder, engineEntry, settingsFile, checksReplies: true })
  onTestFinished(() => host.close())
  return host
}

export function launch(
  { client }: Host,
  names: readonly string[],
  more: Partial<ExperimentConfigInput> = {},
): Promise<Experiment> {
  return client.experiments.launch({
    base: { dataset: { id: 'idx' } },
    runs: names.map((name) => ({ name })),
    conditions: ['clean'],
    ...more,
  })
}

/** Resolves when `isReached` says so of something that was announced, or is so already. */
export async function until<T>(
  host: Host,
  path: string,
  read: () => Promise<T>,
  isReached: (value: T) => boolean,
): Promise<T> {
  let wake = (): void => undefined
  const end = host.bus.subscribe(path, () => wake())
  try {
    for (;;) {
      const announced = new Promise<void>((resolveWake) => {
        wake = resolveWake
      })
      const value = await read()
      if (isReached(value)) return value
      await announced
    }
  } finally {
    end()
  }
}

export function untilRun(host: Host, id: string, ...states: Run['state'][]): Promise<Run> {
  return until(
    host,
    'runs.changed',
    () => host.client.runs.get({ id }),
    ({ state }) => states.includes(state),
  )
}

/** Resolves when all evaluations of these runs have ended. */
export function untilEvaluated(host: Host, ...runs: string[]) {
  return until(
    host,
    'evaluations.changed',
    () => host.client.evaluations.list({ runs }),
    (list) => list.every(({ state }) => state !== 'queued' && state !== 'running'),
  )
}

import { readFileSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseJson } from '../contract/parse-json.ts'
import { removeUnfinishedCopies } from '../store/copies.ts'
import type { HostContext } from './context.ts'
import { HostAddress } from './lock.ts'
import { isUnfinished, removeUnfinished } from './unfinished.ts'
import type { Workspace } from './workspace.ts'

/**
 * When the host began that crashed here: one that ends takes its address away. null where none did. To be asked before
 * this host publishes its own.
 */
export function crashedSince({ lockFile }: Pick<Workspace, 'lockFile'>): number | null {
  try {
    return HostAddress.safeParse(parseJson(readFileSync(lockFile, 'utf8'))).data?.startedAt ?? null
  } catch {
    return null
  }
}

/**
 * Removes what a host that crashed had begun: what is half-written, and what is whole and has no row, since it died in
 * between. Of the latter only what is younger than that host: older files without a row may be all that is left where the
 * database was restored from a copy. Checkpoints are left to their run's end. Nobody may be working in the workspace yet.
 */
export async function removeLeftovers(
  { workspace, store }: Pick<HostContext, 'workspace' | 'store'>,
  since: number | null,
): Promise<void> {
  const { folder, database, weights, exports, reports, datasets, runs } = workspace
  await Promise.all([weights, exports, reports, datasets].map(removeUnfinished))
  await removeNamed(folder, (name) => /^host\.json\.\d+\.tmp$/.test(name))
  await removeNamed(folder, (name) => name.startsWith('merge.') && isUnfinished(name))
  await removeNamed(runs, (name) => name === '.deleted' || name === '.merging')
  removeUnfinishedCopies(database)
  if (since === null) return

  const inFolder = (paths: readonly string[]): ReadonlySet<string> => new Set(paths.map((path) => basename(path)))
  const knownWeights = inFolder([...store.weights.list(), ...store.weights.trashed()].map(({ path }) => path))
  await removeYoung(weights, since, (name) => /-[0-9a-f]{8,64}\.safetensors$/.test(name) && !knownWeights.has(name))
  const knownDatasets = inFolder([...store.datasets.list(), ...store.datasets.trashed()].map(({ folder }) => folder))
  await removeYoung(datasets, since, (name) => /^[0-9a-f]{64}$/.test(name) && !knownDatasets.has(name))
  await removeForksWithoutRun(runs, since, (run) => store.runs.get(run) !== undefined)
  const knownMaps = new Set([...store.explanations.paths(), ...store.classFeatures.paths()])
  await removeMapsWithoutRow(workspace, since, knownMaps)
}

/** A fork's file is there before its run. */
async function removeForksWithoutRun(runs: string, since: number, isRun: (id: string) => boolean): Promise<void> {
  const orphans: string[] = []
  for (const id of (await namesIn(runs)).filter((name) => !isRun(name))) {
    if ((await namesIn(join(runs, id))).every((name) => name === 'origin.safetensors')) orphans.push(id)
  }
  await removeYoung(runs, since, (name) => orphans.includes(name))
}

async function removeMapsWithoutRow(
  { folder, explanations }: Workspace,
  since: number,
  known: ReadonlySet<string>,
): Promise<void> {
  const entries = await readdir(explanations, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const row = path.slice(folder.length + 1)
    if (isUnfinished(entry.name)) await rm(path, { force: true })
    else if (entry.name.endsWith('.f32') && !known.has(row) && (await isYoung(path, since))) await rm(path)
  }
}

async function removeYoung(folder: string, since: number, isMeant: (name: string) => boolean): Promise<void> {
  for (const name of (await namesIn(folder)).filter(isMeant)) {
    const path = join(folder, name)
    if (await isYoung(path, since)) await rm(path, { recursive: true, force: true })
  }
}

async function removeNamed(folder: string, isMeant: (name: string) => boolean): Promise<void> {
  for (const name of (await namesIn(folder)).filter(isMeant)) {
    await rm(join(folder, name), { recursive: true, force: true })
  }
}

const isYoung = async (path: string, since: number): Promise<boolean> => (await stat(path)).mtimeMs >= since

/** None where the folder is not there. */
const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

import { createHash } from 'node:crypto'
import { basename, dirname, relative, sep } from 'node:path'
import { createCollector } from './collect-series.ts'
import { readEventFile } from './event-file.ts'
import { limits, type FoundPoint, type FoundRun } from './found-run.ts'

/** Names that TensorBoard's own reader goes by. */
export const isEventFile = (name: string): boolean => name.includes('tfevents')

/** Folders within a run's, one a split, as Keras's callback and Estimators write them. */
const roles: Readonly<Record<string, string>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  eval: 'validation',
}

/**
 * One run a folder of event files; several files of one folder are one run, as after a restart, and so are its folders
 * `train` and `validation`. `root`: the folder that was chosen, which names are relative to.
 */
export function* readTensorBoard(root: string, files: readonly string[]): Generator<FoundRun> {
  for (const [folder, own] of Map.groupBy(files, (file) => runFolder(root, file))) yield readRun(root, folder, own)
}

function runFolder(root: string, file: string): string {
  const folder = dirname(file)
  return roleOf(folder) === null || folder === root ? folder : dirname(folder)
}

const roleOf = (folder: string): string | null => {
  const name = basename(folder).toLowerCase()
  return Object.hasOwn(roles, name) ? (roles[name] ?? null) : null
}

function readRun(root: string, folder: string, files: readonly string[]): FoundRun {
  const name = relative(root, folder).replaceAll(sep, '/') || basename(folder)
  const collector = createCollector(name)
  const hash = createHash('sha256')
  // Their names begin with the second in which they were begun.
  const inOrder = files.toSorted((a, b) => compare(basename(a), basename(b)) || compare(a, b))
  const reads = inOrder.map((file) => {
    const role = dirname(file) === folder ? null : roleOf(dirname(file))
    return readEventFile(file, hash, ({ tag, step, value }) =>
      collector.add(role === null ? tag : `${role}/${tag}`, { step, value, epoch: null }),
    )
  })
  const [first] = reads
  const times = reads.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt].filter((at) => at !== null))
  return {
    name,
    source: 'tensorboard',
    path: files.length === 1 && folder !== root ? (files[0] ?? folder) : folder,
    identity: `tensorboard ${first?.first ?? ''}`,
    sha256: hash.digest('hex'),
    series: countKerasEpochs(collector.series()),
    params: new Map(reads.flatMap(({ params }) => [...params])),
    notes: [...reads.flatMap(({ notes }) => notes), ...collector.notes()],
    startedAt: times.length === 0 ? null : Math.min(...times),
    finishedAt: times.length === 0 ? null : Math.max(...times),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Of one epoch. */
const mostBatches = 1e6

/**
 * Keras counts the steps of `epoch_…` in epochs from 0 and those of `batch_…` in batches. Where it also wrote
 * `evaluation_…_vs_iterations`, at the same epochs but counted in batches, an epoch's length is known, and all count in
 * batches.
 */
function countKerasEpochs(series: ReadonlyMap<string, readonly FoundPoint[]>): Map<string, readonly FoundPoint[]> {
  const matching = (pattern: RegExp) => [...series].filter(([name]) => pattern.test(name)).map(([, points]) => points)
  const [iterations] = matching(/(?:^|\/)evaluation_\w+_vs_iterations$/)
  const epochs = matching(/(?:^|\/)epoch_\w+$/).find((points) => points.length === iterations?.length)
  const [lastEpoch, lastIteration] = [epochs?.at(-1), iterations?.at(-1)]
  const length = lastEpoch && lastIteration ? lastIteration.step / (lastEpoch.step + 1) : 0
  const batches = length > 0 && length <= mostBatches ? length : null
  return new Map(
    [...series].map(([name, points]) => {
      if (/(?:^|\/)epoch_\w+$/.test(name)) {
        return [
          name,
          points.map((it) => ({
            ...it,
            epoch: it.step + 1,
            step: Math.round(Math.min(limits.step, (it.step + 1) * (batches ?? 1))),
          })),
        ]
      }
      if (batches === null || !/(?:^|\/)(?:batch_\w+|evaluation_\w+_vs_iterations)$/.test(name)) return [name, points]
      return [name, points.map((it) => ({ ...it, epoch: it.step / batches }))]
    }),
  )
}

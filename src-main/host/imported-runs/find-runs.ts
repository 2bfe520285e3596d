import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { limits, type FoundRun } from './found-run.ts'
import { readJsonHistory } from './json-history.ts'
import { refuse } from './refuse.ts'
import { readTableFile } from './table-file.ts'
import { isEventFile, readTensorBoard } from './tensorboard.ts'
import { readWandbRun } from './wandb-run.ts'

/** What an import brought, and the files that were no logs of runs. */
export interface FoundRuns {
  readonly runs: readonly FoundRun[]
  readonly passedOver: readonly string[]
}

type Reader = 'events' | 'wandb' | 'table' | 'history'

const supported = 'TensorBoard event files, a W&B folder, CSV with a column step or epoch, or JSON lines'

/**
 * Finds the runs of a file or of everything below a folder. Symbolic links within it are not followed (W&B's `latest-run`
 * would be there twice). Throws `invalid-input` where there are none.
 */
export function findRuns(path: string): FoundRuns {
  const root = realpathSync(path)
  const isFolder = statSync(root).isDirectory()
  const files = isFolder ? listFiles(root) : [root]
  const byReader = Map.groupBy(files, readerOf)
  const of = (reader: Reader): string[] => byReader.get(reader) ?? []
  const tables = of('table').map((file) => [file, readTableFile(file) ?? []] as const)
  const histories = of('history').map((file) => [file, [readJsonHistory(file)].filter((run) => run !== null)] as const)
  const runs = [
    ...readTensorBoard(isFolder ? root : dirname(root), of('events')),
    ...of('wandb').map(readWandbRun),
    ...[...tables, ...histories].flatMap(([, found]) => found),
  ].filter(({ series }) => series.size > 0)
  if (runs.length > limits.runs)
    refuse(basename(root), `holds ${runs.length} runs, and at most ${limits.runs} are read`)
  if (runs.length > 0) {
    const passedOver = [...tables, ...histories].filter(([, found]) => found.length === 0)
    return { runs, passedOver: passedOver.map(([file]) => file) }
  }
  const what = isFolder ? 'holds no log of a training' : 'is no log of a training with a value at a step or an epoch'
  return refuse(basename(root), what, `Choose ${supported}.`)
}

function readerOf(file: string): Reader | null {
  const name = basename(file)
  if (isEventFile(name)) return 'events'
  switch (extname(name).toLowerCase()) {
    case '.wandb':
      return 'wandb'
    case '.csv':
    case '.tsv':
      return 'table'
    case '.jsonl':
    case '.ndjson':
      return 'history'
    default:
      return null
  }
}

/** By path. Hidden ones are left out. */
function listFiles(root: string): string[] {
  const files: string[] = []
  const look = (folder: string, depth: number): void => {
    if (depth > limits.depth) return
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) look(path, depth + 1)
      else if (entry.isFile() && readerOf(path) !== null) files.push(path)
      if (files.length > limits.files)
        refuse(basename(root), `holds more than ${limits.files} logs`, 'Choose a folder within it.')
    }
  }
  look(root, 0)
  return files.toSorted()
}

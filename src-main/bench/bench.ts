import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MethodChoice } from '../contract/method.ts'
import { appendRecord } from './append-record.ts'
import { formatCard, isGood } from './card-rows.ts'
import { runCard } from './card.ts'
import { readArguments, usage, type Arguments } from './arguments.ts'
import { compareWith, lastRecord, readHistory, type BenchRecord } from './history.ts'
import { describeCommit, describeMachine } from './machine.ts'
import { root } from './places.ts'
import { noImages, prepareImages } from './prepare-images.ts'
import { writeBenchBlock } from './readme.ts'
import { formatChanges, formatOperations, formatRows, formatScaling } from './report.ts'
import { requirePython } from './run-process.ts'
import { baseRequest, batchSize, imageSize } from './context.ts'
import { runRounds } from './run-rounds.ts'
import { runScaling } from './scaling.ts'

const historyFile = join(root, 'resources/bench/history.jsonl')

/** Does what the command line asks for; resolves to the exit code. */
export async function bench(words: readonly string[]): Promise<number> {
  const options = readArguments(words)
  const { is } = options
  if (is.help) console.log(usage)
  else if (is.readme && !is.record) writeReadme()
  else if (options.operations) await tellOperations(options.operations, options)
  else return await measureAll(options)
  return 0
}

async function measureAll(options: Arguments): Promise<number> {
  const { is, python } = options
  if (python !== null) requirePython(python)
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-bench-'))
  const abort = new AbortController()
  // Ctrl-C ends the measuring, or a terminal that is closed: the processes have groups of their own. What was measured is
  // shown, and not recorded.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => abort.abort())
  const started = performance.now()
  const minutes = (): number => (performance.now() - started) / 60_000
  const say = (text: string): void => void process.stderr.write(`${minutes().toFixed(1)} min  ${text}\n`)
  const isOver = (): boolean => abort.signal.aborted || minutes() >= options.minutes
  try {
    if (is.card) {
      const rows = await runCard({ options, signal: abort.signal, isOver, say })
      console.log(is.json ? JSON.stringify(rows, null, 2) : formatCard(rows))
      return rows.every(isGood) ? 0 : 1
    }
    // Before the measuring, so that a record names the files that were measured.
    const [commit, machine] = [describeCommit(), describeMachine()]
    const images = await prepareImages(folder, options.images, imageSize, is.quick)
    const context = { options, images, signal: abort.signal, isOver, say }
    const rows = await (is.scaling ? runScaling(context) : runRounds(context))
    const kind = is.scaling ? 'scaling' : 'bench'
    const date = new Date().toISOString()
    const record: BenchRecord = { kind, date, commit, machine, images: images.description, rows }
    if (is.json) console.log(JSON.stringify(rows, null, 2))
    else console.log(is.scaling ? formatScaling(rows, batchSize) : formatRows(rows))
    if (is.compare) compare(record)
    if (abort.signal.aborted) return 130
    if (is.record) appendRecord(historyFile, record)
    if (is.record && is.readme) writeReadme()
    return 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In this process, which has nothing else to do. */
async function tellOperations(choice: Required<MethodChoice>, options: Arguments): Promise<void> {
  const { measureOperations } = await import('./measures/operations.ts')
  const costs = await measureOperations(baseRequest(choice, { options, images: noImages }, true))
  console.log(options.is.json ? JSON.stringify(costs, null, 2) : formatOperations(costs))
}

/** To standard error, which leaves `--json` alone. */
function compare(now: BenchRecord): void {
  const before = lastRecord(readHistory(historyFile), now.kind, now.machine)
  if (!before) console.error('The history has no record of this machine.')
  else {
    const since = `${before.date.slice(0, 10)} ${before.commit ?? ''}`.trim()
    console.error(formatChanges(compareWith(before, now.rows), since))
  }
}

function writeReadme(): void {
  const file = join(root, 'README.md')
  writeFileSync(file, writeBenchBlock(readFileSync(file, 'utf8'), readHistory(historyFile)))
}

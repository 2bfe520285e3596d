import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../contract/wire.ts'
import { readArguments, usage, type Arguments } from './arguments.ts'
import { appendRecord, compareWith, lastRecord, readHistory, type BenchRecord } from './history.ts'
import { describeCommit, describeMachine } from './machine.ts'
import { measure } from './measures/index.ts'
import { root } from './places.ts'
import { prepareImages } from './prepare-images.ts'
import { writeBenchBlock } from './readme.ts'
import { formatChanges, formatRows, formatScaling } from './report.ts'
import type { MeasureRequest } from './request.ts'
import { batchSize, imageSize, runRounds } from './run-rounds.ts'
import { runScaling } from './scaling.ts'

const historyFile = join(root, 'resources/bench/history.jsonl')

async function main([first, ...others]: readonly string[]): Promise<number> {
  if (first === '--measure') {
    console.log(JSON.stringify(await measure(JSON.parse(others[0] ?? '') as MeasureRequest)))
    return 0
  }
  const options = readArguments(first === undefined ? [] : [first, ...others])
  const { is } = options
  if (is.help) console.log(usage)
  else if (is.readme && !is.record) writeReadme()
  else return await bench(options)
  return 0
}

async function bench(options: Arguments): Promise<number> {
  const { is } = options
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-bench-'))
  const abort = new AbortController()
  // Ctrl-C ends the measuring; what was measured is shown.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort())
  const started = performance.now()
  const say = (text: string): void => {
    const minutes = ((performance.now() - started) / 60_000).toFixed(1)
    process.stderr.write(`${minutes} min  ${text}\n`)
  }
  try {
    // Before the measuring, so that a record names the files that were measured.
    const [commit, machine] = [describeCommit(), describeMachine()]
    const images = await prepareImages(folder, options.images, imageSize, is.quick)
    const context = { options, images, signal: abort.signal, say }
    const rows = await (is.scaling ? runScaling(context) : runRounds(context))
    const kind = is.scaling ? 'scaling' : 'bench'
    const date = new Date().toISOString()
    const record: BenchRecord = { kind, date, commit, machine, images: images.description, rows }
    if (is.json) console.log(JSON.stringify(rows, null, 2))
    else console.log(is.scaling ? formatScaling(rows, batchSize) : formatRows(rows))
    if (is.compare) compare(record)
    if (is.record) appendRecord(historyFile, record)
    if (is.record && is.readme) writeReadme()
    return abort.signal.aborted ? 130 : 0
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (!(error instanceof AppError)) throw error
    console.error(error.hint ? `${error.message} ${error.hint}` : error.message)
    process.exit(2)
  },
)

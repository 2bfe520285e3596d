// Throws hostile input at the program: node test/fuzz/main.ts [--cases=<n>] [--seed=<n>] [--target=<name>] [--record]
// [--lanes=<n>]. What fails is made smaller and kept in test/fuzz/corpus, which is run first.
import { availableParallelism } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { appendRecord } from '../../src-main/bench/append-record.ts'
import { describeCommit } from '../../src-main/bench/machine.ts'
import { keepInCorpus, readCorpus } from './corpus.ts'
import { runFuzz, type Summary } from './run-fuzz.ts'
import { targets as all } from './targets/index.ts'

const root = resolve(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    target: { type: 'string', multiple: true },
    lanes: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    record: { type: 'boolean', default: false },
  },
})
const targets = values.target ? all.filter(({ name }) => values.target?.includes(name)) : all
const [cases, seed, lanes] = [values.cases, values.seed, values.lanes].map(Number) as [number, number, number]
if (targets.length === 0 || ![cases, seed, lanes].every((number) => Number.isSafeInteger(number) && number >= 0)) {
  console.error(`Expected whole numbers, and of the targets ${all.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

const summary = await runFuzz({
  ...{ targets, cases, seed, lanes: Math.max(1, lanes), corpus: readCorpus(targets), minimises: true },
  onProgress: (done, failures) => process.stderr.write(`${done} cases, ${failures} kinds of failure\n`),
})
print(summary)
for (const failure of summary.failures) {
  const kept = keepInCorpus(failure, targets)
  const where = failure.number === null ? '' : ` (seed ${seed}, case ${failure.number})`
  console.log(`\n✗ ${failure.target}${where}, ${failure.times} times: ${failure.fault}`)
  if (kept !== null) console.log(`  kept as ${relative(root, kept)}`)
}
if (values.record) record(summary)
process.exit(summary.failures.length === 0 ? 0 : 1)

function print({ targets: rows, failures, seconds }: Summary): void {
  const table = new Table({ head: ['target', 'cases', 'failures', 'mean', 'slowest'], style: { head: [], border: [] } })
  for (const row of rows) {
    const mean = `${(row.totalMs / Math.max(1, row.cases)).toFixed(1)} ms`
    table.push([row.target, row.cases, row.failures, mean, `${row.slowestMs.toFixed(0)} ms`])
  }
  const total = rows.reduce((sum, row) => sum + row.cases, 0)
  console.log(
    `${table.toString()}\n${total} cases, ${failures.length} kinds of failure, seed ${seed}, ${seconds.toFixed(0)} s.`,
  )
}

/** One line of JSON that names no machine. */
function record({ targets: rows, failures, seconds }: Summary): void {
  appendRecord(join(root, 'resources/reliability/fuzz.jsonl'), {
    ...{
      date: new Date().toISOString().slice(0, 10),
      commit: describeCommit(),
      seed,
      cores: availableParallelism(),
      seconds: Math.round(seconds),
    },
    cases: rows.reduce((sum, row) => sum + row.cases, 0),
    failures: failures.reduce((sum, { times }) => sum + times, 0),
    slowestMs: Math.round(Math.max(...rows.map(({ slowestMs }) => slowestMs))),
    targets: Object.fromEntries(rows.map((row) => [row.target, row.cases])),
  })
}

// The interface on a large workspace: node test/bench-ui/main.ts [--json] [--rounds=<n>] [--workspace=<folder>]
// A workspace that is named is made there when it is missing, and kept.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { launchBrowser } from '../e2e/support/browser.ts'
import { serveHost, temporaryWorkspace } from '../e2e/support/serve-host.ts'
import { withClient } from '../e2e/support/small-run.ts'
import { makeWorkspace, sizes } from './make-workspace.ts'
import {
  measureGallery,
  measureHeapGrowth,
  measureOpeningRun,
  measureRedraw,
  measureScrolling,
  measureStart,
} from './measures.ts'

interface BenchRow {
  readonly work: string
  readonly unit: 'ms' | '%'
  readonly n: number
  readonly median: number
  readonly p95: number
  /** What the median is to stay below; of what is named so, the 95th percentile. */
  readonly target: number
  readonly targetOf: 'median' | 'p95'
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    rounds: { type: 'string', default: '10' },
    workspace: { type: 'string' },
    /** Watches the heap from minute 2 to minute 10 instead of a shorter time. */
    long: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const heap = values.long ? { fromS: 120, toS: 600 } : { fromS: 12, toS: 60 }
const say = (text: string): void => void (values.json || process.stderr.write(`${text}\n`))

const workspace = values.workspace ?? temporaryWorkspace()
if (!existsSync(join(workspace, 'store', 'adversarium.db'))) {
  say(
    `Making a workspace: ${sizes.runs} runs, ${sizes.points} points, ${sizes.evaluations * sizes.predictionsEach} predictions.`,
  )
  await makeWorkspace(workspace)
}
const rows: BenchRow[] = []
const add = (work: string, times: readonly number[], target: number, more: Partial<BenchRow> = {}): void => {
  say(work)
  if (times.length === 0) throw new Error(`Nothing was measured of: ${work}.`)
  const of = (share: number): number => percentile(times, share)
  rows.push({ work, unit: 'ms', n: times.length, median: of(0.5), p95: of(0.95), target, targetOf: 'median', ...more })
}

const browser = await launchBrowser(['--js-flags=--expose-gc'])
try {
  add('start of the host to usable list', await measureStart(browser, workspace, Math.min(rounds, 5)), 3000)
  const host = await serveHost({ workspace })
  try {
    add('opening the run of 1,000,000 points', await measureOpeningRun(browser, host, rounds), 300)
    const { charts, times } = await measureRedraw(browser, host, rounds)
    add(`redraw of ${charts} charts, 20 runs, reduced data`, times, 50)
    add('page of 200 of the gallery', await withClient(host, (client) => measureGallery(client, rounds * 12)), 50)
    const scroll = { targetOf: 'p95' } as const
    add(
      'scrolling the gallery, a frame',
      await measureScrolling(browser, host, '/misclassified?evaluation=1'),
      8,
      scroll,
    )
    add('scrolling the list of runs, a frame', await measureScrolling(browser, host, '/runs'), 8, scroll)
    const growth = await measureHeapGrowth(browser, host, heap.fromS, heap.toS)
    add(
      `heap growth, live × 100, second ${heap.fromS} to ${heap.toS} ${values.long ? '' : '(shortened)'}`,
      [growth * 100],
      5,
      { unit: '%' },
    )
  } finally {
    await host.stop()
  }
} finally {
  await browser.close()
  if (values.workspace === undefined) rmSync(workspace, { recursive: true, force: true })
}
if (values.json) console.log(JSON.stringify(rows, null, 2))
else print()

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function print(): void {
  const table = new Table({ head: ['', 'n', 'median', 'p95', 'target', ''], style: { head: [], border: [] } })
  for (const { work, unit, n, median, p95, target, targetOf } of rows) {
    const isMet = (targetOf === 'median' ? median : p95) < target
    const show = (value: number): string => `${value.toFixed(1)} ${unit}`
    table.push([work, n, show(median), show(p95), `${targetOf} < ${target} ${unit}`, isMet ? 'met' : 'missed'])
  }
  console.log(table.toString())
}

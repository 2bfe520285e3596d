// A weekend of training in minutes: npm run long-run -- [--steps <n>] [--real-minutes <m>] [--rate <steps/s>] [--record]
//
// Host, SQLite, WebSocket, client and page are real all the time. A real engine takes real steps for `--real-minutes`,
// half of them at the start and half at the end; the events of all other steps are made up in the same engine process.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { appendRecord } from '../../src-main/bench/append-record.ts'
import { describeCommit } from '../../src-main/bench/machine.ts'
import { launchBrowser } from '../e2e/support/browser.ts'
import { drive } from './drive.ts'
import { readDatabase } from './read-database.ts'
import { describeLongRun, judge } from './record.ts'
import { watchPage, type PageWatcher, type Quickness } from './watch-page.ts'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    'real-minutes': { type: 'string', default: '6' },
    rate: { type: 'string', default: '2500' },
    record: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const [steps, realMinutes, stepsPerSecond] = [values.steps, values['real-minutes'], values.rate].map(Number) as [
  number,
  number,
  number,
]
if (![steps, realMinutes, stepsPerSecond].every((value) => Number.isFinite(value) && value > 0)) {
  throw new Error('Expected positive numbers for --steps, --real-minutes and --rate.')
}
const say = (text: string): void => void (values.json || process.stderr.write(`${text}\n`))

const workspace = mkdtempSync(join(tmpdir(), 'adversarium-long-run-'))
const browser = await launchBrowser(['--js-flags=--expose-gc'])
try {
  let page: PageWatcher | null = null
  const quickness: { start?: Quickness; end?: Quickness } = {}
  const driven = await drive({
    workspace,
    say,
    realMs: realMinutes * 60_000,
    steps,
    replay: { stepsPerSecond, stepsPerEpoch: 5000 },
    sampleMs: 5000,
    watch: async (host) => (page = await watchPage(browser, host)),
    atRest: async (when) => {
      if (page) quickness[when] = await page.measure()
    },
  })
  const { start, end } = quickness
  const record = judge(
    driven,
    readDatabase(join(workspace, 'store', 'adversarium.db')),
    start && end ? { start, end } : null,
    { date: new Date().toISOString(), commit: describeCommit(), cores: availableParallelism() },
  )
  if (values.record) {
    appendRecord(join(import.meta.dirname, '../../resources/reliability/long-run.jsonl'), record)
  }
  console.log(values.json ? JSON.stringify(record, null, 2) : describeLongRun(record))
  process.exitCode = record.missed.length === 0 ? 0 : 1
} finally {
  await browser.close()
  rmSync(workspace, { recursive: true, force: true })
}

// Kills the program's processes while they work and looks whether all that was promised holds:
//   npm run campaign -- --rounds <n> --seed <s>   the rounds 1 to n of a seed
//   npm run campaign -- --seed <s> --round <k>    one of them alone, to repeat it
// --record keeps the figures in resources/reliability/campaign.jsonl; --readme writes the README's section from the last
// records (without --rounds: that alone); --jobs <n> rounds at once; --no-window leaves Electron out.
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { appendRecord } from '../../src-main/bench/append-record.ts'
import { describeCommit } from '../../src-main/bench/machine.ts'
import { whyNoElectron } from '../e2e/support/electron.ts'
import { writeReliability } from './reliability-page.ts'
import { formatRound, formatSummary, summarize } from './report.ts'
import { runCampaign } from './run-campaign.ts'

const root = resolve(import.meta.dirname, '../..')

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    round: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    'no-window': { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    readme: { type: 'boolean', default: false },
  },
})

const isPageAlone = values.readme && values.rounds === undefined && values.round === undefined
const isWhole = isPageAlone || (await campaign())
if (values.readme) {
  const file = join(root, 'README.md')
  writeFileSync(file, writeReliability(readFileSync(file, 'utf8'), join(root, 'resources')))
}
process.exit(isWhole ? 0 : 1)

/** Whether nothing was found. */
async function campaign(): Promise<boolean> {
  const startedAt = performance.now()
  const seed = wholeNumber('seed', values.seed)
  const rounds =
    values.round === undefined
      ? Array.from({ length: wholeNumber('rounds', values.rounds ?? '20') }, (_, i) => i + 1)
      : [wholeNumber('round', values.round)]
  const whyNoWindow = values['no-window'] ? 'left out by --no-window' : whyNoElectron()
  const results = await runCampaign({
    ...{ seed, rounds, jobs: wholeNumber('jobs', values.jobs), hasWindow: whyNoWindow === null },
    onRound: (result) => console.log(formatRound(result)),
  })
  const seconds = (performance.now() - startedAt) / 1000
  const skipped = whyNoWindow === null ? [] : ['window']
  if (whyNoWindow !== null) console.log(`SKIPPED window: ${whyNoWindow}`)
  console.log(formatSummary(results))
  console.log(`${results.length} rounds, seed ${seed}, ${(seconds / 60).toFixed(1)} minutes`)
  if (values.record) {
    const about = { date: new Date().toISOString(), commit: describeCommit(), cores: availableParallelism() }
    const record = { ...about, seed, rounds: results.length, seconds, skipped, rows: summarize(results) }
    appendRecord(join(root, 'resources/reliability/campaign.jsonl'), record)
  }
  return results.every(({ findings }) => findings.length === 0)
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  console.error(`--${name} must be a whole number: got "${text}".`)
  process.exit(2)
}

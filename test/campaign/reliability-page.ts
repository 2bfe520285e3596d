import { join } from 'node:path'
import { z } from 'zod'
import { replaceBlock } from '../../src-main/core/markdown-block.ts'
import { markdownTable } from '../../src-main/core/markdown-table.ts'
import { faults } from './finding.ts'
import { CampaignRecord, readLast } from './history.ts'
import { summaryHead } from './report.ts'

export const reliabilityMarkers = {
  begin: '<!-- reliability: written by `npm run campaign -- --readme` from the last records; do not edit -->',
  end: '<!-- end of reliability -->',
}

/** What of other tools' records the page tells. */
const FuzzRecord = z.object({
  ...{ date: z.string(), commit: z.string().nullable(), seed: z.int() },
  ...{ cases: z.int(), failures: z.int(), slowestMs: z.number() },
})
const LongRunRecord = z.object({
  ...{ date: z.string(), commit: z.string().nullable(), seconds: z.number() },
  ...{ realSteps: z.int(), replayedSteps: z.int(), points: z.int(), lostPoints: z.int(), bytesPerPoint: z.number() },
  memory: z.record(z.string(), z.object({ growth: z.number() })),
  missed: z.array(z.string()),
})

/** What the program promises, and what tests it: a file of the tree, or a command. */
export const promises: readonly (readonly [promise: string, ...testedBy: string[]])[] = [
  [
    'What was announced is in the database, once, whichever process is killed; no file is half-written or without its row',
    'npm run campaign',
  ],
  ['Every end says why; the queue keeps its order; no process lives on without its parent', 'npm run campaign'],
  [
    'A resumed run ends in the same bits as one that was never stopped, for every method of the catalog',
    'npm run campaign',
    'test/engine/jobs/exact-resume.test.ts',
    'test/host/exact-after-kill.test.ts',
  ],
  [
    'Full or read-only disks, damaged, older and newer databases, files that vanish: one sentence and what to do next',
    'resources/faults.md',
  ],
  ['Files and messages from elsewhere crash nothing, hang nothing and reach nothing outside', 'npm run fuzz'],
  ['A run of a million steps holds its memory, and the database stays small', 'npm run long-run'],
  [
    'What is installed is pinned and licensed, and refused where it is known to be critical',
    'npm run check',
    'resources/third-party.md',
  ],
]

/** Puts the page between its markers in the README. Throws where one is missing. */
export function writeReliability(readme: string, resources: string): string {
  const folder = join(resources, 'reliability')
  const campaign = readLast(join(folder, 'campaign.jsonl'), CampaignRecord)
  const fuzz = readLast(join(folder, 'fuzz.jsonl'), FuzzRecord)
  const longRun = readLast(join(folder, 'long-run.jsonl'), LongRunRecord)
  const parts = [
    markdownTable(
      ['promised', 'tested by'],
      promises.map(([promise, ...by]) => [promise, by.map(nameTest).join(', ')]),
    ),
    ...(campaign ? [introductionOf(campaign), tableOf(campaign)] : ['No campaign is recorded yet.']),
    ...(fuzz ? [tellFuzz(fuzz)] : []),
    ...(longRun ? [tellLongRun(longRun)] : []),
  ]
  return replaceBlock(readme, reliabilityMarkers, parts.join('\n\n'))
}

const nameTest = (test: string): string => (test.startsWith('resources/') ? `[${test}](${test})` : `\`${test}\``)
const count = (value: number): string => value.toLocaleString('en-US')
const whenOf = ({ date, commit }: { readonly date: string; readonly commit: string | null }): string =>
  `${date.slice(0, 10)}, commit ${commit ?? 'unknown'}`

function introductionOf({ rounds, seed, cores, seconds, skipped, ...record }: CampaignRecord): string {
  const without = skipped.length === 0 ? '' : ` Skipped: ${skipped.join('; ')}.`
  return `The last campaign killed processes in ${count(rounds)} rounds (seed ${seed}; ${whenOf(record)}; ${cores} cores, ${Math.round(seconds / 60)} minutes): in trainings, queues, evaluations, maps, imports, exports, forks and migrations, under the host, the command line and the window; at random, and in the writing of files.${without}`
}

function tableOf({ rows }: CampaignRecord): string {
  return markdownTable(
    summaryHead,
    rows.map(({ victim, rounds, inside, resumes, points, faults: counts }) => [
      ...[victim, count(rounds), count(inside), count(resumes), count(points)],
      ...faults.map((fault) => count(counts[fault])),
    ]),
  )
}

const tellFuzz = ({ cases, failures, seed, slowestMs, ...record }: z.output<typeof FuzzRecord>): string =>
  `The last fuzz run tried ${count(cases)} cases (seed ${seed}; ${whenOf(record)}): ${count(failures)} failures, the slowest answer after ${count(Math.round(slowestMs))} ms.`

function tellLongRun({
  realSteps,
  replayedSteps,
  lostPoints,
  bytesPerPoint,
  memory,
  missed,
  ...record
}: z.output<typeof LongRunRecord>): string {
  const grown = Object.entries(memory).map(([name, { growth }]) => `${name} ${(growth * 100).toFixed(1)} %`)
  const verdict = missed.length === 0 ? '' : ` Missed: ${missed.join('; ')}.`
  return `The last long run took ${count(realSteps)} real and ${count(replayedSteps)} replayed steps in ${Math.round(record.seconds / 60)} minutes (${whenOf(record)}): ${lostPoints} of ${count(record.points)} points lost, ${bytesPerPoint.toFixed(0)} bytes a point; memory after warm-up: ${grown.join(', ')}.${verdict}`
}

import { replaceBlock } from '../core/markdown-block.ts'
import { markdownTable } from '../core/markdown-table.ts'
import { lastRecord, newestRows, type BenchRecord, type DatedRow } from './history.ts'
import { formatFigure, titleOf } from './report.ts'
import { linearity } from './scaling-lines.ts'
import { formatTarget, judge, targetArchitecture, targets } from './targets.ts'

const markers = {
  begin: '<!-- bench: written by `npm run bench -- --readme` from the records; do not edit -->',
  end: '<!-- end of bench -->',
}

/** Puts the newest figures between the markers of a Markdown text. Throws where a marker is missing. */
export function writeBenchBlock(markdown: string, history: readonly BenchRecord[]): string {
  return replaceBlock(markdown, markers, benchBlock(history))
}

function benchBlock(history: readonly BenchRecord[]): string {
  const bench = lastRecord(history, 'bench')
  const scaling = lastRecord(history, 'scaling')
  const rows = newestRows(history)
  const parts = [
    ...(bench ? [introductionOf(bench), targetTable(rows), architectureTable(rows)] : ['Not measured yet.']),
    ...(scaling ? [scalingIntroduction(scaling), scalingTable(scaling)] : []),
  ]
  return parts.join('\n\n')
}

function introductionOf({ date, machine, images }: BenchRecord): string {
  const { cores, cpu, memoryGigabytes, tensorflow, node } = machine
  return `Medians of alternating rounds, each measurement in a process of its own, up to ${date.slice(0, 10)} on ${cores} cores of ${cpu}, ${memoryGigabytes} GB, TensorFlow ${tensorflow ?? 'not used'}, Node ${node}; 64 px, batch 32, ${images}. A ratio is ours / theirs: above 1 is good for rates, below 1 for times and memory.`
}

/** The figures that a target is set for, in the order of the targets. */
function targetTable(rows: readonly DatedRow[]): string {
  const lines = targets.map((target) => {
    const row = rows.find((each) => judge(each)?.target === target) ?? rows.find(({ work }) => work === target.work)
    const judged = row ? judge(row) : null
    return [
      titleOf(target.work),
      row && row.ours !== null ? `${formatFigure(row.ours)} ${row.unit}` : 'not measured',
      row?.peerName ? `${formatFigure(row.peer)} ${row.peerName}`.trim() : '',
      row?.ratio ? row.ratio.toFixed(2) : '',
      formatTarget(target),
      judged?.verdict ?? (row?.failed ? row.failed : 'not measured'),
      row && row.ours !== null ? `${row.rounds} × ${row.commit ?? 'unknown'}` : '',
    ]
  })
  return markdownTable(
    [`${targetArchitecture}`, 'ours', 'beside', 'ratio', 'target', 'verdict', 'rounds × commit'],
    lines,
  )
}

/** Throughput of every architecture, one line each. */
function architectureTable(rows: readonly DatedRow[]): string {
  const names = [...new Set(rows.flatMap(({ architecture }) => architecture ?? []))]
  const find = (architecture: string, work: string, peer = ''): DatedRow | undefined => {
    const own = rows.filter((row) => row.architecture === architecture && row.work === work)
    return own.find(({ peerName }) => peerName?.startsWith(peer)) ?? own[0]
  }
  const lines = names.map((name) => {
    const figure = (work: string): string => formatFigure(find(name, work)?.ours ?? null)
    const against = (work: string): string[] => {
      const row = find(name, work, 'Keras')
      const isKeras = row?.peerName?.startsWith('Keras') === true
      return [figure(work), isKeras ? formatFigure(row.peer) : '', isKeras && row.ratio ? row.ratio.toFixed(2) : '']
    }
    return [
      name,
      ...against('clean-step'),
      figure('adversarial-step'),
      figure('pgd-step'),
      ...against('inference-128'),
      figure('epoch-cache'),
      figure('start'),
      figure('memory'),
    ]
  })
  return markdownTable(
    [
      'images/s',
      ...['clean step', 'Keras', 'ratio', 'FGSM step', 'PGD-10 step', 'inference b128', 'Keras', 'ratio'],
      ...['epoch', 'first step, s', 'peak MB'],
    ],
    lines,
  )
}

const scalingIntroduction = ({ date, commit }: BenchRecord): string =>
  `Cost grows linearly (\`npm run bench -- --scaling\`, ${date.slice(0, 10)}, commit ${commit ?? 'unknown'}): time of a training step, and how far the points lie from the straight line through them.`

function scalingTable({ rows }: BenchRecord): string {
  const lines = linearity(rows).map(({ title, points, worst }) => [
    title,
    points.map(({ at, ms }) => `${at}: ${formatFigure(ms)}`).join(', '),
    `${(worst * 100).toFixed(0)} %`,
  ])
  return markdownTable(['step time over', 'ms', 'farthest from the line'], lines)
}

import { spawnSync } from 'node:child_process'
import Table from 'cli-table3'
import { measurements, type Measured, type MeasurementName } from './measurements.ts'

const root = __dirname

/** What is measured, in processes of their own and alternating, and what is compared. */
const rows: readonly { work: string; ours: MeasurementName; peer?: MeasurementName; peerName?: string }[] = [
  { work: 'training step, clean', ours: 'clean-step', peer: 'stock-step', peerName: 'stock tfjs-node trainOnBatch' },
  { work: 'training step, adversarial', ours: 'adversarial-step', peer: 'clean-step', peerName: 'our clean step' },
  { work: 'inference, batch 128', ours: 'inference-128' },
  { work: 'batches from the cache, six augmentations', ours: 'data-loading' },
]

interface BenchRow {
  work: string
  architecture: string
  ours: number
  peer: number | null
  peerName: string | null
  /** ours / peer */
  ratio: number | null
  unit: string
  rounds: number
}

function main(): Promise<void> | void {
  const [flag, name] = process.argv.slice(2)
  if (flag === '--measure') return measure(name as MeasurementName)
  const rounds = Number(process.argv.find((word) => word.startsWith('--rounds='))?.slice(9) ?? 3)
  report(rounds, process.argv.includes('--json'))
}

async function measure(name: MeasurementName): Promise<void> {
  console.log(JSON.stringify(await measurements[name]()))
}

function report(rounds: number, isJson: boolean): void {
  const results = new Map<MeasurementName, Measured[]>()
  const names = [
    ...new Set<MeasurementName>([...rows.flatMap(({ ours, peer }) => (peer ? [ours, peer] : [ours])), 'leaks']),
  ]
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      if (!isJson) process.stderr.write(`round ${round + 1} of ${rounds}: ${name}            \r`)
      results.set(name, [...(results.get(name) ?? []), inProcess(name)])
    }
  }
  const of = (name: MeasurementName, field: 'imagesPerSecond' | 'peakMegabytes' | 'leakedTensors'): number =>
    median((results.get(name) as Measured[]).map((measured) => measured[field]))
  const table: BenchRow[] = rows.map(({ work, ours, peer, peerName }) => ({
    work,
    architecture: 'mobilenet-v2',
    ours: of(ours, 'imagesPerSecond'),
    peer: peer ? of(peer, 'imagesPerSecond') : null,
    peerName: peerName ?? null,
    ratio: peer ? of(ours, 'imagesPerSecond') / of(peer, 'imagesPerSecond') : null,
    unit: 'images/s',
    rounds,
  }))
  const single = (work: string, ours: number, unit: string): BenchRow => ({
    ...{ work, architecture: 'mobilenet-v2', ours, peer: null, peerName: null, ratio: null, unit, rounds },
  })
  table.push(
    single('peak memory, clean training', of('clean-step', 'peakMegabytes'), 'MB'),
    single('peak memory, adversarial training', of('adversarial-step', 'peakMegabytes'), 'MB'),
    single('tensors left after 200 steps', of('leaks', 'leakedTensors'), 'tensors'),
  )
  if (isJson) console.log(JSON.stringify(table, null, 2))
  else print(table)
}

function inProcess(name: MeasurementName): Measured {
  const child = spawnSync(process.execPath, [`${root}/bench.cjs`, '--measure', name], {
    encoding: 'utf8',
  })
  if (child.status !== 0) throw new Error(`The measurement "${name}" failed: ${child.stderr}`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1) as string) as Measured
}

function print(rowsToPrint: readonly BenchRow[]): void {
  const table = new Table({ head: ['MobileNetV2, 64 px, batch 32', 'ours', '', 'peer', 'ratio'], style: { head: [] } })
  for (const { work, ours, unit, peer, peerName, ratio } of rowsToPrint) {
    const against = peer === null ? '' : `${peer.toFixed(0)} (${peerName})`
    table.push([work, ours.toFixed(0), unit, against, ratio === null ? '' : ratio.toFixed(2)])
  }
  console.log(
    `${table.toString()}\nMedians of ${rowsToPrint[0]?.rounds} alternating rounds, each in a process of its own.`,
  )
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

void main()

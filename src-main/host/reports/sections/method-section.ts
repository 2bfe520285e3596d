import type { Checkpoint } from '../../../contract/index.ts'
import type { StoredDataset } from '../../../store/datasets.ts'
import type { Section } from '../../pages/page.ts'
import type { ReportedRun, ReportFacts } from '../report-facts.ts'
import { nothing } from '../shown-values.ts'

const sentences = [
  'Accuracies are those of the base model in inference mode, of the last checkpoint unless the text names another one. Every figure of a run rests on one training: intervals speak of the images, not of other seeds.',
  'Intervals of shares are Wilson score intervals; of differences on the same images those of Agresti and Min (2005), with exact two-sided McNemar tests, adjusted by the procedure of Holm (1979); of a generalization gap that of Newcombe (1998); all others are BCa bootstraps over images. All are of 95 %.',
  'Curves are measured after every epoch on the same fixed images, without augmentation.',
]

interface Sources {
  readonly facts: ReportFacts
  /** The last checkpoint of a run. */
  lastOf(run: string): Checkpoint | undefined
  /** Of the program, and of what it runs on now. */
  readonly versions: readonly string[]
}

/** What a reader needs to judge the figures, and to make them again. */
export function methodSection({ facts: { runs }, lastOf, versions }: Sources): Section {
  const columns = ['run', 'id', 'seed', 'images', 'epoch of the last checkpoint', 'SHA-256 of the last checkpoint']
  const rows = runs.map(({ run, label, dataset }) => {
    const last = lastOf(run.id)
    return [label, run.id, run.config.seed, dataset.title, last?.epoch ?? null, last?.sha256 ?? null]
  })
  const datasets = [...new Map(runs.map(({ dataset }) => [dataset.id, dataset])).values()]
  const images = ['images', 'fingerprint', 'classes', 'shape', 'training', 'validation']
  return {
    title: 'Method and versions',
    blocks: [
      ...sentences.map((text) => ({ kind: 'text', text }) as const),
      ...monitored(runs),
      { kind: 'text', text: `${versions.join(', ')}.` },
      {
        kind: 'table',
        head: columns,
        rows: rows.map((row) => row.map((value) => String(value ?? nothing))),
        file: { name: 'runs', table: { columns, rows } },
      },
      {
        kind: 'table',
        head: images,
        rows: datasets.map((dataset) => imagesOf(dataset).map((value) => value.toLocaleString('en-US'))),
        file: { name: 'images', table: { columns: images, rows: datasets.map(imagesOf) } },
      },
    ],
  }
}

const imagesOf = ({ title, fingerprint, classes, shape, counts }: StoredDataset): (string | number)[] => [
  ...[title, fingerprint, classes.length, shape.join('×'), counts.train, counts.validation],
]

/** On how many images curves are measured, where that is the same for all. */
function monitored(runs: readonly ReportedRun[]) {
  const counts = new Set(
    runs.map(({ run: { config }, dataset: { counts: all } }) => {
      const train = Math.min(config.monitor.trainImages, all.train)
      const validation = Math.min(config.monitor.validationImages, all.validation)
      return `at most ${train.toLocaleString('en-US')} training and ${validation.toLocaleString('en-US')} validation images`
    }),
  )
  return [{ kind: 'text', text: `Curves are of ${[...counts].join(', or of ')}.` } as const]
}

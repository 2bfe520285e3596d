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

const hashLetters = 16

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
    return [
      label,
      run.id,
      dataset && run.config.seed,
      dataset?.title ?? 'trained elsewhere',
      last?.epoch ?? null,
      last?.sha256 ?? null,
    ]
  })
  const datasets = [...new Map(runs.flatMap(({ dataset }) => (dataset ? [[dataset.id, dataset]] : []))).values()]
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
        rows: rows.map((row) => row.map((value, at) => short(String(value ?? nothing), at === columns.length - 1))),
        file: { name: 'runs', table: { columns, rows } },
      },
      {
        kind: 'table',
        head: images,
        rows: datasets.map((dataset) =>
          imagesOf(dataset).map((value, at) => short(value.toLocaleString('en-US'), at === 1)),
        ),
        file: { name: 'images', table: { columns: images, rows: datasets.map(imagesOf) } },
      },
    ],
  }
}

/** As much of a hash as tells it from others; the file has all of it. */
const short = (text: string, isHash: boolean): string =>
  isHash && text.length > hashLetters ? `${text.slice(0, hashLetters)}…` : text

const imagesOf = ({ title, fingerprint, classes, shape, counts }: StoredDataset): (string | number)[] => [
  ...[title, fingerprint, classes.length, shape.join('×'), counts.train, counts.validation],
]

/** On how many images curves are measured, where that is the same for all. */
function monitored(runs: readonly ReportedRun[]) {
  const counts = new Set(
    runs.flatMap(({ run: { config }, dataset }) => {
      if (!dataset) return []
      const { counts: all } = dataset
      const train = Math.min(config.monitor.trainImages, all.train)
      const validation = Math.min(config.monitor.validationImages, all.validation)
      return `at most ${train.toLocaleString('en-US')} training and ${validation.toLocaleString('en-US')} validation images`
    }),
  )
  return counts.size === 0 ? [] : [{ kind: 'text', text: `Curves are of ${[...counts].join(', or of ')}.` } as const]
}

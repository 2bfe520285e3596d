import {
  RunConfig,
  type Catalog,
  type Dataset,
  type DatasetReport,
  type Evaluation,
  type MetricPoint,
  type RobustnessCheck,
  type Run,
  type RunConfigInput,
  type RunEvent,
  familiesSeen,
} from '../../../src-main/contract/index.ts'
import { catalog as registered } from '../../../src-main/core/catalog.ts'

export const catalog: Catalog = registered

export function aRun(change: Partial<Omit<Run, 'config'>> & { config?: Partial<RunConfigInput> } = {}): Run {
  const { config: given, ...rest } = change
  const config = RunConfig.parse({ dataset: { id: 'shapes' }, epochs: 10, ...given })
  return {
    id: 'base',
    experimentId: 'experiment-1',
    name: 'base',
    color: 0,
    state: 'running',
    reason: null,
    config,
    createdAt: 1_000,
    startedAt: 2_000,
    finishedAt: null,
    step: 50,
    stepsTotal: 100,
    epoch: 5,
    latest: {},
    best: {},
    parameters: 24_000,
    isResumable: false,
    dataset: 'shapes-1',
    tags: [],
    note: '',
    isArchived: false,
    trashedAt: null,
    bytes: 0,
    origin: null,
    imported: null,
    arrival: null,
    seen: familiesSeen([config], catalog),
    ...rest,
  }
}

export function anEvaluation(change: Partial<Evaluation> = {}): Evaluation {
  return {
    id: '1',
    run: 'base',
    checkpoint: 1,
    split: 'validation',
    condition: { id: 'clean', params: {} },
    state: 'done',
    reason: null,
    n: 1000,
    correct: 600,
    correctTop5: 900,
    meanLoss: 1,
    seconds: 1,
    checks: [],
    createdAt: 5_000,
    ...change,
  }
}

export const aCheck = (title: string, verdict: RobustnessCheck['verdict'], reason = ''): RobustnessCheck => ({
  ...{ id: title, title, verdict },
  reason,
})

/** A run that began with its head, and trains two blocks more since the end of its second epoch of ten steps. */
export const unfreezingEvents: readonly RunEvent[] = [
  {
    run: 'base',
    step: 0,
    kind: 'unfreezing',
    message: 'Trains head; 4 blocks are frozen: 100 of 200 weights are trained.',
    blocks: [
      { name: 'stem', parameters: 10, isTrained: false },
      { name: 'block_1', parameters: 20, isTrained: false },
      { name: 'block_2', parameters: 30, isTrained: false },
      { name: 'block_3', parameters: 40, isTrained: false },
      { name: 'head', parameters: 100, isTrained: true },
    ],
    at: 2_000,
  },
  {
    run: 'base',
    step: 20,
    kind: 'unfreezing',
    message:
      'Unfroze block_2 and block_3: training loss did not fall by 0.001 for 2 epochs (best 1.234). Now 170 of 200 weights are trained.',
    blocks: [
      { name: 'block_2', parameters: 30, isTrained: true },
      { name: 'block_3', parameters: 40, isTrained: true },
    ],
    at: 3_000,
  },
]

export const point = (name: string, step: number, value: number): MetricPoint => ({
  name,
  step,
  epoch: step / 10,
  value,
})

export function aDataset(change: Partial<Dataset> = {}): Dataset {
  return {
    id: 'night-1',
    kind: 'image-folder',
    title: 'Night',
    source: '/data/night',
    fingerprint: '0123456789abcdef',
    params: { imageSize: null },
    classes: ['day', 'night'].map((name) => ({ id: name, name })),
    shape: [1, 2, 1],
    counts: { train: 20, validation: 6 },
    skipped: 0,
    bytes: 52,
    createdAt: 1_000,
    ...change,
  }
}

export function aReport(change: Partial<DatasetReport> = {}): DatasetReport {
  return {
    kind: 'image-folder',
    title: 'Night',
    classes: ['day', 'night'].map((name) => ({ id: name, name })),
    shape: [48, 64, 3],
    counts: { train: 20, validation: 6 },
    boxes: { train: 0, validation: 0 },
    skipped: [],
    warnings: [],
    ...change,
  }
}

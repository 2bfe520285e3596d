import {
  goodfellowConditionOf,
  goodfellowEpsilon,
  publishedErrors,
  type Checkpoint,
  type Evaluation,
  type GoodfellowCondition,
  type Run,
} from '../../../src-main/contract/index.ts'

export type Model = 'plain' | 'adversarial'
export const models: readonly Model[] = ['plain', 'adversarial']

/** As the table of the figure has them. */
export const conditions = ['clean', 'fgsm', 'fgsm in range', 'pgd'] as const satisfies readonly GoodfellowCondition[]

export interface MaxoutRun {
  readonly model: Model
  readonly run: Run
  /** The newest finished evaluation under each condition. */
  readonly evaluations: Readonly<Partial<Record<GoodfellowCondition, Evaluation>>>
}

/** A condition's name in the table; of PGD with the steps of what was evaluated. */
export function conditionTitle(condition: GoodfellowCondition, runs: readonly MaxoutRun[]): string {
  switch (condition) {
    case 'clean':
      return 'Clean'
    case 'fgsm':
      return `FGSM, ε = ${goodfellowEpsilon}`
    case 'fgsm in range':
      return 'FGSM, pixels stay in [0, 1]'
    case 'pgd': {
      const steps = new Set(runs.flatMap(({ evaluations: { pgd } }) => pgd?.condition.params['steps'] ?? []))
      return `PGD${steps.size === 0 ? '' : `-${[...steps].join(' and ')}`}, pixels stay in [0, 1]`
    }
  }
}

export const isMaxout = ({ config }: Run): boolean => config.architecture.id === 'maxout'

/** Those of a run's last checkpoint, as a study's page takes them. */
export function evaluationsOfLast(
  evaluations: readonly Evaluation[],
  checkpoints: readonly Checkpoint[],
): readonly Evaluation[] {
  const last = checkpoints.find(({ kind }) => kind === 'last')
  return last ? evaluations.filter(({ checkpoint }) => checkpoint === last.id) : []
}

/**
 * The two runs of the figure: maxout networks of one dataset and as many epochs, one on clean images alone, one half on
 * FGSM images at the paper's ε. Those that are selected come before others, then pairs before single runs, pairs that
 * were evaluated clean and under FGSM before others, and newest first.
 */
export function maxoutRuns(
  runs: readonly Run[],
  selected: readonly string[],
  evaluationsOf: (run: string) => readonly Evaluation[],
): MaxoutRun[] {
  const known = runs.filter(isMaxout).toSorted((a, b) => b.createdAt - a.createdAt)
  const evaluated = new Map(known.map(({ id }) => [id, byCondition(evaluationsOf(id))]))
  const adversarial = known.filter(
    ({ config: { objective } }) =>
      objective.id === 'adversarial-mixture' && objective.params['epsilon'] === goodfellowEpsilon,
  )
  const plain = known.filter(({ config }) => config.objective.id === 'cross-entropy')
  const pairs = adversarial.flatMap((one) =>
    plain
      .filter((other) => other.dataset === one.dataset && other.config.epochs === one.config.epochs)
      .map((other) => ({ plain: other, adversarial: one })),
  )
  const choices: Partial<Record<Model, Run>>[] = [
    ...pairs,
    ...adversarial.map((run) => ({ adversarial: run })),
    ...plain.map((run) => ({ plain: run })),
  ]
  const rankOf = (choice: Partial<Record<Model, Run>>): number => {
    const ids = Object.values(choice).map(({ id }) => id)
    const isComplete = ids.every((id) => evaluated.get(id)?.clean && evaluated.get(id)?.fgsm)
    return 4 * ids.filter((id) => selected.includes(id)).length + 2 * (ids.length - 1) + Number(isComplete)
  }
  const [best] = choices.toSorted((a, b) => rankOf(b) - rankOf(a))
  return models.flatMap((model) => {
    const run = best?.[model]
    return run ? [{ model, run, evaluations: evaluated.get(run.id) ?? {} }] : []
  })
}

function byCondition(evaluations: readonly Evaluation[]): MaxoutRun['evaluations'] {
  const done = evaluations.filter(({ state, split }) => state === 'done' && split === 'validation')
  return Object.fromEntries(
    done.flatMap((evaluation) => {
      const kind = goodfellowConditionOf(evaluation.condition)
      return kind === null ? [] : [[kind, evaluation]]
    }),
  )
}

/** The share that the paper says is wrong; null where it gives none. */
export function publishedError(model: Model, condition: GoodfellowCondition): number | null {
  const found = publishedErrors['goodfellow-maxout'].find((it) => it.model === model && it.condition === condition)
  return found?.error ?? null
}

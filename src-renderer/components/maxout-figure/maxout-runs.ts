import {
  goodfellowEpsilon,
  publishedErrors,
  type Evaluation,
  type MethodChoice,
  type Run,
} from '../../../src-main/contract/index.ts'

export type Model = 'plain' | 'adversarial'
export const models: readonly Model[] = ['plain', 'adversarial']

/** As the table of the figure has them. */
export const conditions = ['clean', 'fgsm', 'fgsm in range', 'pgd'] as const
export type Condition = (typeof conditions)[number]

export const conditionTitles: Readonly<Record<Condition, string>> = {
  clean: 'Clean',
  fgsm: 'FGSM, ε = 0.25',
  'fgsm in range': 'FGSM, pixels stay in [0, 1]',
  pgd: 'PGD, pixels stay in [0, 1]',
}

export interface MaxoutRun {
  readonly model: Model
  readonly run: Run
  /** The newest finished evaluation under each condition. */
  readonly evaluations: Readonly<Partial<Record<Condition, Evaluation>>>
}

/**
 * The two runs of the figure, newest first chosen: maxout networks of one dataset and as many epochs, one on clean images
 * alone. Those that are selected come before others.
 */
export function maxoutRuns(
  runs: readonly Run[],
  selected: readonly string[],
  evaluationsOf: (run: string) => readonly Evaluation[],
): MaxoutRun[] {
  const known = runs
    .filter(({ config }) => config.architecture.id === 'maxout')
    .toSorted((a, b) => Number(selected.includes(b.id)) - Number(selected.includes(a.id)) || b.createdAt - a.createdAt)
  const adversarial = known.find(({ config }) => config.objective.id === 'adversarial-mixture')
  const isAlike = (run: Run): boolean =>
    !adversarial || (run.dataset === adversarial.dataset && run.config.epochs === adversarial.config.epochs)
  const plain = known.find((run) => run.config.objective.id === 'cross-entropy' && isAlike(run))
  const chosen = { plain, adversarial }
  return models.flatMap((model) => {
    const run = chosen[model]
    return run ? [{ model, run, evaluations: byCondition(evaluationsOf(run.id)) }] : []
  })
}

function byCondition(evaluations: readonly Evaluation[]): MaxoutRun['evaluations'] {
  const done = evaluations.filter(({ state, split }) => state === 'done' && split === 'validation')
  return Object.fromEntries(
    done.flatMap((evaluation) => {
      const kind = conditionOf(evaluation.condition)
      return kind === null ? [] : [[kind, evaluation]]
    }),
  )
}

function conditionOf({ id, params }: MethodChoice): Condition | null {
  if (id === 'clean') return 'clean'
  if (params['epsilon'] !== goodfellowEpsilon) return null
  if (id === 'fgsm') return params['clip'] === false ? 'fgsm' : 'fgsm in range'
  return id === 'pgd' ? 'pgd' : null
}

/** The share that the paper says is wrong; null where it gives none. */
export function publishedError(model: Model, condition: Condition): number | null {
  const found = publishedErrors['goodfellow-maxout'].find((it) => it.model === model && it.condition === condition)
  return found?.error ?? null
}

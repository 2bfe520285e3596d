import type { Client, EffectiveRobustness, Run } from '../contract/index.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { formatMeasures, type Measures } from './terminal/measure-tables.ts'

interface Options {
  readonly baseline?: string
  readonly published?: true
  readonly fit: readonly string[]
  readonly condition: readonly string[]
  readonly classes?: boolean
}

export const measures: Register = (program, act) => {
  program
    .command('measures <runs...>')
    .description('gaps, attack success, corruption errors (mCE), calibration and effective robustness of runs')
    .option('--baseline <run>', 'the run that errors and differences are relative to; default: the first')
    .option('--published', 'errors under the attached images of Tiny-ImageNet-C, not under corruptions made here')
    .option(
      '--fit <run>',
      'a run that effective robustness takes as not made robust; may be repeated; default: those trained by plain cross-entropy',
      collect,
      [],
    )
    .option(
      '--condition <text>',
      'what calibration, classes and effective robustness are measured under; may be repeated; default: all, of ImageNet-C the mean',
      collect,
      [],
    )
    .option('--classes', 'accuracy of each class, too')
    .action(
      act(async (context, references: string[], options: Options) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const measured = await measure(client, references, options)
          context.output.document(measured)
          context.output.print(formatMeasures(measured, await client.system.catalog({}), context.output.colors))
        }),
      ),
    )
}

async function measure(client: Client, references: readonly string[], options: Options): Promise<Measures> {
  const all = await client.runs.list({})
  const chosen = references.map((reference) => findRun(all, reference))
  const runs = [...new Set(chosen.map(({ id }) => id))]
  const dataset = chosen[0]?.dataset
  const baseline = options.baseline === undefined ? (runs[0] ?? null) : findRun(all, options.baseline).id
  const named = options.fit.map((reference) => findRun(all, reference).id)
  const fit = named.length > 0 ? named : plainOn(all, dataset)
  const given = options.condition.length > 0 ? { conditions: [...options.condition] } : {}
  const whole = await client.measures.effectiveRobustness({ runs, fit: [], baseline: null, condition: null })
  const calibration = (await client.measures.calibration({ runs, ...given })).filter(
    ({ condition }) => given.conditions !== undefined || isShown(condition, whole.conditions),
  )
  const conditions = [...new Set(calibration.map(({ condition }) => condition))]
  const shifts = (given.conditions ?? whole.conditions).filter(
    (condition) => condition !== 'clean' && (given.conditions !== undefined || isShown(condition, whole.conditions)),
  )
  const effectiveRobustness: EffectiveRobustness[] = []
  for (const condition of shifts) {
    effectiveRobustness.push(await client.measures.effectiveRobustness({ runs, fit, baseline, condition }))
  }
  const classes: Measures['classes'][number][] = []
  for (const condition of options.classes ? (given.conditions ?? ['clean']) : []) {
    classes.push({ condition, runs: await client.measures.classes({ runs, condition }) })
  }
  const summary = (await client.measures.summary({ runs })).map(({ accuracies, ...rest }) => ({
    ...rest,
    accuracies: accuracies.filter(({ condition }) => conditions.includes(condition)),
  }))
  const source = options.published ? 'published' : 'made'
  const corruptions = await client.measures.corruptions({ runs, baseline, source })
  const classNames = (await client.datasets.list({})).find(({ id }) => id === dataset)?.classes.map(({ name }) => name)
  const seen = Object.fromEntries(chosen.map((run) => [run.id, run.seen]))
  return {
    baseline,
    seen,
    summary,
    corruptions,
    calibration,
    effectiveRobustness,
    classes,
    classNames: classNames ?? [],
  }
}

/** Runs on these images that were trained by cross-entropy alone, which asks for no robustness. */
const plainOn = (all: readonly Run[], dataset: string | undefined): string[] =>
  all
    .filter((run) => run.dataset === dataset && run.trashedAt === null && run.config.objective.id === 'cross-entropy')
    .map(({ id }) => id)

/** Where a run has all of ImageNet-C, its mean stands for the corruptions at each severity. */
const isShown = (condition: string, conditions: readonly string[]): boolean =>
  !conditions.includes('imagenet-c') || !/:severity=\d$/.test(condition)

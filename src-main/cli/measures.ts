import type { Client, Run } from '../contract/index.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { formatMeasures, type Measures } from './terminal/measure-tables.ts'

interface Options {
  readonly baseline?: string
  readonly fit: readonly string[]
  readonly condition: readonly string[]
  readonly classes?: boolean
}

export const measures: Register = (program, act) => {
  program
    .command('measures <runs...>')
    .description('gaps, attack success, corruption errors (mCE), calibration and effective robustness of runs')
    .option('--baseline <run>', 'the run that errors and differences are relative to; default: the first')
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
  const chosen = [
    ...new Map(references.map((reference) => findRun(all, reference)).map((run) => [run.id, run])).values(),
  ]
  const runs = chosen.map(({ id }) => id)
  const baseline = options.baseline === undefined ? (runs[0] ?? null) : findRun(all, options.baseline).id
  const fit = options.fit.length > 0 ? options.fit.map((reference) => findRun(all, reference).id) : plain(chosen)
  const conditions = options.condition.length > 0 ? [...options.condition] : undefined
  const calibration = await client.measures.calibration({ runs, ...(conditions && { conditions }) })
  const shifts = conditions?.filter((text) => text !== 'clean') ?? (await shiftsOf(client, runs))
  const [classes, effectiveRobustness] = [[], []] as [
    Measures['classes'][number][],
    Measures['effectiveRobustness'][number][],
  ]
  for (const condition of shifts) {
    effectiveRobustness.push(await client.measures.effectiveRobustness({ runs, fit, baseline, condition }))
  }
  if (options.classes) {
    for (const condition of conditions ?? ['clean']) {
      classes.push({ condition, runs: await client.measures.classes({ runs, condition }) })
    }
  }
  const [first] = chosen
  const dataset = (await client.datasets.list({})).find(({ id }) => id === first?.dataset)
  return {
    baseline,
    summary: await client.measures.summary({ runs }),
    corruptions: await client.measures.corruptions({ runs, baseline }),
    calibration: conditions
      ? calibration
      : calibration.filter(({ condition }) => condition === 'clean' || shifts.includes(condition)),
    effectiveRobustness,
    classes,
    classNames: dataset?.classes.map(({ name }) => name) ?? [],
  }
}

/** Of what runs were trained with, cross-entropy alone asks for no robustness. */
const plain = (runs: readonly Run[]): string[] =>
  runs.filter(({ config }) => config.objective.id === 'cross-entropy').map(({ id }) => id)

/** Where a run has all of ImageNet-C, its mean stands for the 75 conditions. */
async function shiftsOf(client: Client, runs: string[]): Promise<readonly string[]> {
  const { conditions } = await client.measures.effectiveRobustness({ runs, fit: [], baseline: null, condition: null })
  return conditions.includes('imagenet-c') ? conditions.filter((text) => !text.includes('severity=')) : conditions
}

import { Option } from 'commander'
import picocolors from 'picocolors'
import type { Client, EffectiveRobustness } from '../contract/index.ts'
import { findRun, findRuns } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { measureFormats } from './terminal/measure-section.ts'
import { formatMeasures, type Measures } from './terminal/measure-tables.ts'
import { listedConditions, listedOf } from './terminal/listed-measures.ts'

interface Options {
  readonly baseline?: string
  readonly published?: true
  readonly fit: readonly string[]
  readonly condition: readonly string[]
  readonly classes?: boolean
  readonly as?: (typeof measureFormats)[number]
}

export const measures: Register = (program, act) => {
  program
    .command('measures <runs...>')
    .description('gaps, attack success, corruption errors (mCE), calibration and effective robustness of runs')
    .option('--baseline <run>', 'the run that errors and differences are relative to; default: the first')
    .option('--published', 'errors under the attached images of Tiny-ImageNet-C, not under corruptions made here')
    .option(
      '--fit <run>',
      'a run that effective robustness takes as not made robust; may be repeated; default: those trained by plain cross-entropy without the family of the shift',
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
    .addOption(new Option('--as <format>', 'print the tables so').choices(measureFormats))
    .action(
      act(async (context, references: string[], options: Options) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const measured = await measure(client, references, options)
          context.output.document(measured)
          const listed = listedOf(measured, options.condition.length > 0)
          const catalog = await client.system.catalog({})
          const colors = options.as === undefined ? context.output.colors : picocolors.createColors(false)
          context.output.print(formatMeasures(listed, { catalog, colors, as: options.as }))
        }),
      ),
    )
}

async function measure(client: Client, references: readonly string[], options: Options): Promise<Measures> {
  const all = await client.runs.list({})
  const chosen = await findRuns(client, references)
  const runs = [...new Set(chosen.map(({ id }) => id))]
  const dataset = chosen[0]?.dataset
  const baseline = options.baseline === undefined ? (runs[0] ?? null) : findRun(all, options.baseline).id
  const fit = options.fit.length > 0 ? options.fit.map((reference) => findRun(all, reference).id) : null
  const given = options.condition.length > 0 ? { conditions: [...options.condition] } : {}
  const summary = await client.measures.summary({ runs })
  const source = options.published ? 'published' : 'made'
  const corruptions = await client.measures.corruptions({ runs, baseline, source })
  const calibration = await client.measures.calibration({ runs, ...given })
  const whole = await client.measures.effectiveRobustness({ runs, fit: [], baseline: null, condition: null })
  const listed = listedConditions({ summary, corruptions })
  const shifts = given.conditions ?? whole.conditions.filter((it) => it === 'imagenet-c' || listed.has(it))
  const effectiveRobustness: EffectiveRobustness[] = []
  for (const condition of shifts.filter((it) => it !== 'clean')) {
    effectiveRobustness.push(await client.measures.effectiveRobustness({ runs, fit, baseline, condition }))
  }
  const classes: Measures['classes'][number][] = []
  for (const condition of options.classes ? (given.conditions ?? ['clean']) : []) {
    classes.push({ condition, runs: await client.measures.classes({ runs, condition }) })
  }
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

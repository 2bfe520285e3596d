import type { Split } from '../contract/split.ts'
import type { Client, PlanWork, Run } from '../contract/index.ts'
import { parseMethod, type MethodChoice } from '../contract/method.ts'
import { Option } from 'commander'
import { checkpointHelp, findCheckpoint } from './client/checkpoint-reference.ts'
import type { Connection } from './client/connect.ts'
import { followRuns } from './client/follow-runs.ts'
import { followPlan } from './client/follow-plan.ts'
import { findPlan } from './client/plan-reference.ts'
import { findRuns } from './client/run-reference.ts'
import { showComparison } from './client/show-comparison.ts'
import { withClient } from './client/with-client.ts'
import { collect, type CommandContext, type Register } from './command.ts'
import { readWhole } from './read-whole.ts'
import { textFormats, type TextFormat } from './terminal/comparison-text.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly condition: readonly string[]
  readonly plan?: string
  readonly checkpoint: string
  readonly split: Split
  readonly images?: number
  readonly again?: boolean
  readonly as?: TextFormat
}

type Chosen = PlanWork['subjects'][number]

export const evaluate: Register = (program, act) => {
  program
    .command('evaluate <runs...>')
    .description(
      "evaluate runs' checkpoints under a plan or conditions; under those of its experiment where none is given",
    )
    .option(
      '--condition <text>',
      'clean, fgsm:epsilon=2/255, gaussian-noise:sigma=0.1, training-attack …; may be repeated',
      collect,
      [],
    )
    .option('--plan <name>', 'all conditions of a plan: quick, paper, autoattack, tiny-imagenet-c, or one of your own')
    .option('--checkpoint <which>', checkpointHelp, 'last')
    .addOption(
      new Option('--split <name>', 'which images; a plan says its own')
        .choices(['validation', 'train'])
        .default('validation'),
    )
    .addOption(
      new Option('--images <n>', 'how many of them, the same ones each time; default: all').argParser(readWhole),
    )
    .option('--again', 'also what is done: its robustness checks may find other runs than they did')
    .addOption(new Option('--as <format>', 'print the table so').choices(textFormats))
    .action(
      act(async (context, references: string[], options: Options) =>
        withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const runs = await findRuns(client, references)
          const subjects: Chosen[] = []
          for (const run of runs) subjects.push({ run: run.id, checkpoint: await checkpointOf(client, run, options) })
          if (options.plan !== undefined) return evaluatePlan(connection, context, subjects, options)
          return evaluateConditions(connection, context, { runs, subjects }, options)
        }),
      ),
    )
}

/** Of a run that is still to end, the last one is not there yet. */
async function checkpointOf(client: Client, run: Run, { checkpoint }: Options): Promise<Chosen['checkpoint']> {
  if (checkpoint === 'last') return checkpoint
  return findCheckpoint(run, await client.runs.checkpoints({ id: run.id }), checkpoint).id
}

async function evaluatePlan(
  connection: Connection,
  context: CommandContext,
  subjects: Chosen[],
  { plan: name = '', condition, again, images, as }: Options,
): Promise<number> {
  if (condition.length > 0 || again) {
    throw new UsageError(`--plan takes neither --condition nor --again: the plan says what is evaluated.`)
  }
  const plan = findPlan(await connection.client.plans.list({}), name)
  const work = { plan: plan.id, subjects, images: images ?? null }
  const { code, evaluations } = await followPlan(connection, context, work)
  const runs = subjects.map(({ run }) => run)
  if (plan.split === 'validation') await showComparison(connection.client, context.output, { runs, evaluations, as })
  return code
}

async function evaluateConditions(
  connection: Connection,
  context: CommandContext,
  { runs, subjects }: { readonly runs: readonly Run[]; readonly subjects: readonly Chosen[] },
  { condition, split, images, again = false, as }: Options,
): Promise<number> {
  const { client } = connection
  const given = condition.map((text) => parseMethod(text))
  const ids = runs.map(({ id }) => id)
  const { code } = await followRuns(connection, context, async () => {
    const evaluations: string[] = []
    for (const [at, { run, checkpoint }] of subjects.entries()) {
      const conditions = given.length > 0 ? given : await conditionsOf(client, runs[at] as Run)
      const launched = await client.evaluations.launch({
        run,
        conditions,
        checkpoint,
        split,
        images: images ?? null,
        again,
      })
      evaluations.push(...launched.map(({ id }) => id))
    }
    return { runs: ids, evaluations }
  })
  if (split === 'validation') await showComparison(client, context.output, { runs: ids, as })
  return code
}

async function conditionsOf(client: Client, { experimentId }: Run): Promise<MethodChoice[]> {
  return (await client.experiments.get({ id: experimentId })).config.conditions
}

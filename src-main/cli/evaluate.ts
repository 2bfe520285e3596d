import type { Split } from '../contract/split.ts'
import type { Client, Run } from '../contract/index.ts'
import { parseMethod, type MethodChoice } from '../contract/method.ts'
import { Option } from 'commander'
import { checkpointHelp, findCheckpoint } from './client/checkpoint-reference.ts'
import { followRuns } from './client/follow-runs.ts'
import { findRun } from './client/run-reference.ts'
import { showComparison } from './client/show-comparison.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { readWhole } from './read-whole.ts'

interface Options {
  readonly condition: readonly string[]
  readonly checkpoint: string
  readonly split: Split
  readonly images?: number
  readonly again?: boolean
}

export const evaluate: Register = (program, act) => {
  program
    .command('evaluate <run>')
    .description("evaluate a run's checkpoint under conditions; under those of its experiment where none is given")
    .option(
      '--condition <text>',
      'clean, fgsm:epsilon=2/255, gaussian-noise:sigma=0.1, training-attack …; may be repeated',
      collect,
      [],
    )
    .option('--checkpoint <which>', checkpointHelp, 'last')
    .addOption(new Option('--split <name>', 'which images').choices(['validation', 'train']).default('validation'))
    .addOption(
      new Option('--images <n>', 'how many of them, the same ones each time; default: all').argParser(readWhole),
    )
    .option('--again', 'also what is done: its robustness checks may find other runs than they did')
    .action(
      act(async (context, reference: string, { condition, checkpoint, split, images, again = false }: Options) => {
        const given = condition.map((text) => parseMethod(text))
        return withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const run = findRun(await client.runs.list({}), reference)
          const conditions = given.length > 0 ? given : await conditionsOf(client, run)
          // Of a run that is still to end, the last one is not there yet.
          const chosen =
            checkpoint === 'last'
              ? checkpoint
              : findCheckpoint(run, await client.runs.checkpoints({ id: run.id }), checkpoint).id
          const { code } = await followRuns(connection, context, async () => {
            const launched = await client.evaluations.launch({
              run: run.id,
              conditions,
              checkpoint: chosen,
              split,
              images: images ?? null,
              again,
            })
            return { runs: [run.id], evaluations: launched.map(({ id }) => id) }
          })
          if (split === 'validation') await showComparison(client, context.output, [run.id])
          return code
        })
      }),
    )
}

async function conditionsOf(client: Client, { experimentId }: Run): Promise<MethodChoice[]> {
  return (await client.experiments.get({ id: experimentId })).config.conditions
}

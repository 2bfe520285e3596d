import type { MethodChoice } from '../contract/index.ts'
import { parseMethod } from '../contract/method.ts'
import { exitCodes } from '../contract/cli.ts'
import { withClient } from './client/with-client.ts'
import { followRuns } from './client/follow-runs.ts'
import { findRun } from './client/run-reference.ts'
import type { Register } from './command.ts'
import { showComparison } from './run.ts'

const collect = (value: string, all: readonly MethodChoice[]): readonly MethodChoice[] => [...all, parseMethod(value)]

export const evaluate: Register = (program, act) => {
  program
    .command('evaluate <run>')
    .description("evaluate a run's checkpoint under conditions")
    .option('--condition <text>', 'clean, fgsm:epsilon=2/255, gaussian-noise:sigma=0.1 …; may be repeated', collect, [])
    .option('--best', 'the best checkpoint; the last one where it is left out')
    .option('--train', 'on the training images; on validation where it is left out')
    .action(
      act(async (context, word: string, options: { condition: MethodChoice[]; best?: boolean; train?: boolean }) =>
        withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const { id } = findRun(await client.runs.list({}), word)
          const conditions = options.condition.length > 0 ? options.condition : [{ id: 'clean', params: {} }]
          const checkpoint = options.best ? 'best' : 'last'
          const split = options.train ? 'train' : 'validation'
          const { evaluations } = await followRuns(connection, context.output, async () => {
            const launched = await client.evaluations.launch({ run: id, conditions, checkpoint, split })
            return { runs: [id], evaluations: launched.map((evaluation) => evaluation.id) }
          })
          await showComparison(connection, context, [id])
          return evaluations.every(({ state }) => state === 'done') ? exitCodes.done : exitCodes.failed
        }),
      ),
    )
}

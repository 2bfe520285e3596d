import { Option } from 'commander'
import type { Client } from '../contract/index.ts'
import { parseMethod } from '../contract/method.ts'
import type { Split } from '../contract/split.ts'
import type { TransferDenominator } from '../contract/transfers.ts'
import { checkpointHelp } from './client/checkpoint-reference.ts'
import { findModels } from './client/compared-models.ts'
import { followTask } from './client/follow-task.ts'
import { findRuns } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatTransfer } from './terminal/transfer-table.ts'
import { wholeNumber } from './whole-number.ts'

interface Options {
  readonly condition: string
  readonly images: string
  readonly split: Split
  readonly checkpoint?: string
  readonly of: TransferDenominator
}

export const transfer: Register = (program, act) => {
  program
    .command('transfer <runs...>')
    .description('success of adversarial images made on each run, shown to each')
    .requiredOption('--condition <attack>', 'with its strength, e.g. fgsm:epsilon=2/255')
    .option('--images <n>', 'how many images of the split are attacked, or "all"', '500')
    .addOption(new Option('--split <name>', 'of which images').choices(['validation', 'train']).default('validation'))
    .option('--checkpoint <which>', `of each run: ${checkpointHelp}; default: the last`)
    .addOption(
      new Option('--of <images>', 'what success is counted over: images that both models get right, or the target')
        .choices(['both', 'target'])
        .default('both'),
    )
    .action(
      act(async (context, references: string[], options: Options) => {
        const { output } = context
        const question = {
          condition: parseMethod(options.condition),
          split: options.split,
          images: options.images === 'all' ? null : wholeNumber('--images', options.images, 1),
        }
        return withClient(context, { startsQueue: false }, async ({ client }: { client: Client }) => {
          const runs = (await findRuns(client, references)).map(({ id }) => id)
          const models = await findModels(client, runs, options.checkpoint)
          const matrix = await followTask(client, output, 'transfer', (task) =>
            client.transfers.compute({ task, models, ...question }),
          )
          output.document(matrix)
          output.print(formatTransfer(matrix, options.of, await client.system.catalog({}), output.colors))
        })
      }),
    )
}

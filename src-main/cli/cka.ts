import { Option } from 'commander'
import {
  maxSimilarityImages,
  SimilarityFeatures,
  SimilarityKernel,
  type Client,
  type ModelChoice,
} from '../contract/index.ts'
import type { Split } from '../contract/split.ts'
import { checkpointHelp } from './client/checkpoint-reference.ts'
import { findModels } from './client/compared-models.ts'
import { followTask } from './client/follow-task.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatSimilarity } from './terminal/similarity-table.ts'
import { wholeNumber } from './whole-number.ts'

interface Options {
  readonly kernel: SimilarityKernel
  readonly features: SimilarityFeatures
  readonly images: string
  readonly split: Split
  readonly checkpoint?: string
}

export const cka: Register = (program, act) => {
  program
    .command('cka <run> [other]')
    .description('centered kernel alignment of the layers of two runs, or of one with itself, on the same images')
    .addOption(
      new Option('--kernel <name>', 'linear, without the bias of few images, or RBF')
        .choices(SimilarityKernel.options)
        .default('linear'),
    )
    .addOption(
      new Option('--features <name>', 'of a feature map: the mean of each channel, or every value')
        .choices(SimilarityFeatures.options)
        .default('pooled'),
    )
    .option('--images <n>', `how many images of the split, ${maxSimilarityImages} at most`, '512')
    .addOption(new Option('--split <name>', 'of which images').choices(['validation', 'train']).default('validation'))
    .option('--checkpoint <which>', `of each run: ${checkpointHelp}; default: the last`)
    .action(
      act(async (context, run: string, other: string | undefined, options: Options) => {
        const { output } = context
        const { kernel, features, split, checkpoint } = options
        const images = wholeNumber('--images', options.images, 4)
        return withClient(context, { startsQueue: false }, async ({ client }: { client: Client }) => {
          const models = await findModels(client, [run, other ?? run], checkpoint)
          const found = await followTask(client, output, 'cka', (task) =>
            client.similarity.compute({
              ...{ task, kernel, features, split, images },
              models: models as [ModelChoice, ModelChoice],
            }),
          )
          output.document(found)
          output.print(formatSimilarity(found, output.colors))
        })
      }),
    )
}

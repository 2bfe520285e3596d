import { defineFreezing } from '../methods.ts'
import { batchNormalization, movesStatistics } from './frozen-batch-normalization.ts'

/** Only the last block, the classifier, is trained; all below it stays as it came. */
export const headOnly = defineFreezing({
  id: 'head-only',
  title: 'Train the head only',
  source: 'Keras, Transfer learning and fine-tuning, https://keras.io/guides/transfer_learning',
  params: { batchNormalization },
  start: (_values, blocks) => blocks.slice(-1),
  movesStatistics,
})

import { defineFreezing } from '../methods.ts'
import { number } from '../params.ts'
import { batchNormalization, movesStatistics } from './frozen-batch-normalization.ts'

/** The last `count` blocks, the head among them, are trained. */
export const lastBlocks = defineFreezing({
  id: 'last-blocks',
  title: 'Train the last blocks',
  source: 'Yosinski et al. 2014, section 3, https://arxiv.org/abs/1411.1792',
  params: {
    count: number({ default: 3, min: 1, max: 200, step: 1, help: 'Blocks that are trained, the head among them.' }),
    batchNormalization,
  },
  start: ({ count }, blocks) => blocks.slice(-count),
  movesStatistics,
})

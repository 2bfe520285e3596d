import { readBlocks, suggest } from '../../contract/catalog.ts'
import { AppError } from '../../contract/wire.ts'
import { defineFreezing } from '../methods.ts'
import { blocks } from '../params.ts'
import { batchNormalization, movesStatistics } from './frozen-batch-normalization.ts'

/** The blocks of these names are trained, and no other. */
export const chosenBlocks = defineFreezing({
  id: 'chosen-blocks',
  title: 'Train chosen blocks',
  source: 'Lee et al. 2023, Surgical fine-tuning, https://arxiv.org/abs/2210.11466',
  params: {
    blocks: blocks({
      default: 'head',
      help: 'The blocks that are trained, by name, joined by "+": block_16+Conv_1+head.',
    }),
    batchNormalization,
  },
  start({ blocks: text }, blocks) {
    const chosen = readBlocks(text)
    if (chosen.length === 0) {
      throw new AppError('invalid-input', '"blocks" of "chosen-blocks" names none: nothing would be trained.', {
        hint: `Name one or more of ${blocks.join(', ')}.`,
      })
    }
    for (const name of chosen) {
      if (blocks.includes(name)) continue
      throw new AppError('invalid-input', `The architecture has no block called "${name}".`, {
        hint: suggest(name, blocks),
      })
    }
    return blocks.filter((name) => chosen.includes(name))
  },
  movesStatistics,
})

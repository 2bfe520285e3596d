import { defineFreezing } from '../methods.ts'

/** Every block is trained from the first step. */
export const all = defineFreezing({
  id: 'all',
  title: 'Train all blocks',
  source: 'None: nothing is frozen.',
  params: {},
  start: (_values, blocks) => blocks,
  movesStatistics: () => false,
})

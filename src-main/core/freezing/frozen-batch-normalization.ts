import { choice } from '../params.ts'

/** The parameter of every policy that freezes something. */
export const batchNormalization = choice({
  default: 'inference',
  options: { inference: 'As at inference', moving: 'Statistics keep moving' },
  help: 'Batch normalization of frozen blocks: by its moving statistics, which stay (Keras), or by those of the batch, which move them.',
})

export function movesStatistics(values: { readonly batchNormalization: 'inference' | 'moving' }): boolean {
  return values.batchNormalization === 'moving'
}

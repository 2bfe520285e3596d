import type { RunConfigInput } from '../../src-main/contract/run-config.ts'
import { buildNetwork } from '../../src-main/core/network/builder.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import type { TrainOptions } from '../../src-main/core/training/train.ts'
import { classes, tinyOptions } from './tiny-training.ts'

/** Three convolutions with batch normalization, a block each, and a head. */
export const network = buildNetwork([6, 6, 3], ({ input, block }) => {
  let x = input
  for (const name of ['stem', 'block_1', 'block_2']) {
    block(name)
    x = x
      .convolution(`${name}_conv`, { filters: 4, kernelSize: 3, padding: 'same', useBias: false })
      .batchNormalization(`${name}_bn`, { momentum: 0.9, epsilon: 1e-3 })
      .activation(`${name}_relu`, 'relu')
  }
  block('head')
  return x.globalAveragePooling('pool').dropout('dropout', 0.2).dense('predictions', { units: classes })
})
export const initial = initialize(network, 0)

/** All that a step may draw or shrink, and an optimizer that counts. */
export const stochastic: Partial<RunConfigInput> = {
  objective:
    'adversarial-regularization:gradientNorm=infinity,stepSize=4/255,iterations=2,epsilon=6/255,randomInit=true',
  optimizer: 'adam:learningRate=0.01',
  schedule: 'cosine',
  augmentations: ['gaussian-noise'],
  weightDecay: 0.001,
  weightDecayScope: 'all',
  clipGradientNorm: 1,
}
/** An unfreezing after every second epoch: nothing falls by so much. */
export const eager = 'progressive:patience=1,minChange=100,rateFactor=0.5,warmupEpochs=0.5'

export const optionsOf = (config: Partial<RunConfigInput>, changes: Partial<TrainOptions> = {}): TrainOptions =>
  tinyOptions(config, { network, initial, ...changes })

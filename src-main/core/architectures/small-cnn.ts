import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow } from '../network/builder.ts'
import { number } from '../params.ts'

/**
 * A small convolutional network for images of 16 to 64 px. Each stage is a 3×3 convolution, batch normalization and
 * ReLU, halves the image by max pooling and doubles the channels; then global average pooling and a dense layer.
 * Default rate: that of the presets for it.
 */
export const smallCnn = defineArchitecture({
  id: 'small-cnn',
  title: 'Small CNN',
  source: 'Own: VGG-style stages (Simonyan and Zisserman 2015) with batch normalization (Ioffe and Szegedy 2015)',
  defaults: { optimizer: 'sgd', learningRate: 0.02, batchSize: 32 },
  params: {
    width: number({
      default: 16,
      min: 1,
      max: 512,
      step: 1,
      help: 'Channels of the first stage; each stage doubles them.',
    }),
    depth: number({ default: 3, min: 1, max: 6, step: 1, help: 'Stages. Each halves the image.' }),
    batchNormMomentum: number({
      default: 0.9,
      min: 0,
      max: 0.9999,
      help: 'Share of the old moving statistics kept in a step.',
    }),
  },
  build({ width, depth, batchNormMomentum }, { inputShape, classes }) {
    return buildNetwork(inputShape, ({ input, block }) => {
      let x: Flow = input.rescaling('rescaling', 2, -1)
      for (let stage = 1; stage <= depth; stage++) {
        block(`stage${stage}`)
        x = x
          .convolution(`stage${stage}_conv`, {
            filters: width * 2 ** (stage - 1),
            kernelSize: 3,
            padding: 'same',
            useBias: false,
            initializer: 'he-normal',
          })
          .batchNormalization(`stage${stage}_bn`, { momentum: batchNormMomentum, epsilon: 1e-3 })
          .activation(`stage${stage}_relu`, 'relu')
          .maxPooling(`stage${stage}_pool`, { poolSize: 2 })
      }
      block('head')
      return x.globalAveragePooling('average_pool').dense('predictions', { units: classes })
    })
  },
})

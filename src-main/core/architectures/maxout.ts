import { defineArchitecture } from '../methods.ts'
import { buildNetwork, type Flow } from '../network/builder.ts'
import { number } from '../params.ts'

/**
 * Fully connected maxout layers with dropout (Goodfellow et al. 2013, section 2): each unit is the largest of `pieces`
 * linear functions of its input. Units and pieces by default, and which dropout stands where: those of the authors' MNIST
 * network without convolutions, which Goodfellow, Shlens & Szegedy 2015 attack. They also keep the norm of every column
 * of weights below 1.9365, and start at ±0.005; here nothing bounds the norm, and weights start as Keras's do.
 */
export const maxout = defineArchitecture({
  id: 'maxout',
  title: 'Maxout network',
  source: 'Goodfellow et al. 2013, https://arxiv.org/abs/1302.4389',
  defaults: { optimizer: 'sgd', learningRate: 0.1, batchSize: 100 },
  params: {
    units: number({ default: 240, min: 1, max: 4096, step: 1, help: 'Maxout units of each layer.' }),
    pieces: number({ default: 5, min: 1, max: 32, step: 1, help: 'Linear functions of which a unit is the largest.' }),
    layers: number({ default: 2, min: 1, max: 8, step: 1, help: 'Hidden layers.' }),
    inputDropout: number({ default: 0.2, min: 0, max: 0.95, help: 'Share of the pixels that is dropped.' }),
    dropout: number({ default: 0.5, min: 0, max: 0.95, help: 'Share of the units of each layer that is dropped.' }),
  },
  build({ units, pieces, layers, inputDropout, dropout }, { inputShape, classes }) {
    return buildNetwork(inputShape, ({ input, block }) => {
      let x: Flow = input.flatten('flatten')
      if (inputDropout > 0) x = x.dropout('input_dropout', inputDropout)
      for (let layer = 1; layer <= layers; layer++) {
        block(`layer${layer}`)
        // Pieces as rows of an image whose channels are the units: their maximum is a pooling, as every format knows it.
        x = x
          .dense(`layer${layer}_pieces`, { units: units * pieces })
          .reshape(`layer${layer}_rows`, [pieces, 1, units])
          .maxPooling(`layer${layer}_maximum`, { poolSize: [pieces, 1] })
          .flatten(`layer${layer}_units`)
        if (dropout > 0) x = x.dropout(`layer${layer}_dropout`, dropout)
      }
      block('head')
      return x.dense('predictions', { units: classes })
    })
  },
})

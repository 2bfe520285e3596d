import { defineArchitecture } from '../methods.ts'
import { buildNetwork } from '../network/builder.ts'

/**
 * A linear layer on the pixels in [0, 1], behind which the softmax stands: with two classes logistic regression with the
 * weights w = w₁ − w₀ and the bias b₁ − b₀, with more of them the shallow softmax classifier of the paper's section 4.
 * Weights start at zero, so that pixels that no image uses keep none.
 */
export const logisticRegression = defineArchitecture({
  id: 'logistic-regression',
  title: 'Logistic regression',
  source: 'Goodfellow, Shlens & Szegedy 2015, section 5, https://arxiv.org/abs/1412.6572',
  defaults: { optimizer: 'sgd', learningRate: 0.05, batchSize: 32 },
  params: {},
  build(_values, { inputShape, classes }) {
    return buildNetwork(inputShape, ({ input, block }) => {
      block('head')
      return input.flatten('flatten').dense('predictions', { units: classes, initializer: 'zeros' })
    })
  },
})

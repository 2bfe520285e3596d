import * as tf from '@tensorflow/tfjs-core'
import { defineOptimizer } from '../methods.ts'
import { number, toggle } from '../params.ts'

/**
 * Stochastic gradient descent with momentum in Keras's form: v ← momentum · v − rate · g; w ← w + v, or with Nesterov
 * w ← w + momentum · v − rate · g. The velocity holds past rates, so it differs from PyTorch's where the rate changes.
 */
export const sgd = defineOptimizer({
  id: 'sgd',
  title: 'SGD with momentum',
  source: 'Keras, optimizers/sgd.py, https://keras.io/api/optimizers/sgd',
  params: {
    learningRate: number({ default: 0.01, min: 0, max: 1000, help: 'Rate before schedule and warm-up.' }),
    momentum: number({
      default: 0.9,
      min: 0,
      max: 1,
      help: 'Share of the last velocity that is kept; 0 is plain SGD.',
    }),
    nesterov: toggle({ default: false, help: "Look ahead along the velocity (Nesterov's momentum)." }),
  },
  learningRate: ({ learningRate }) => learningRate,
  slots: ({ momentum }) => (momentum === 0 ? [] : ['velocity']),
  rule: ({ momentum, nesterov }, { rate }) => {
    return ({ weight, gradient, slots: [velocity] }) => {
      const step = tf.mul(gradient, rate)
      if (!velocity) return { weight: tf.sub(weight, step), slots: [] }
      const next = tf.sub(tf.mul(velocity, momentum), step)
      const move = nesterov ? tf.sub(tf.mul(next, momentum), step) : next
      return { weight: tf.add(weight, move), slots: [next] }
    }
  },
})

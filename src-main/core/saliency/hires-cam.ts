import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { classActivationParams, explainLayer, noteLayer } from './class-activation.ts'

/**
 * A layer's activation, each value times its own gradient: what the place adds to the logit, where the layer is followed by
 * linear layers alone.
 */
export const hiResCam = defineSaliency({
  id: 'hires-cam',
  title: 'HiResCAM',
  group: 'Class activation',
  source: 'Draelos & Carin 2020, section 3, https://arxiv.org/abs/2011.08891',
  params: classActivationParams,
  explain: (values, context) =>
    explainLayer(values, context, ({ activation, gradient }) => tf.sum(tf.mul(activation, gradient), 3)),
  note: noteLayer,
})

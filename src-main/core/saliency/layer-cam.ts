import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import { explainLayer, layerParams, noteLayer } from './class-activation.ts'

/** A layer's activation, each value weighted by its own gradient where that is above zero, equations 6 and 7. */
export const layerCam = defineSaliency({
  id: 'layer-cam',
  title: 'LayerCAM',
  group: 'Class activation',
  source: 'Jiang et al. 2021, section III, https://doi.org/10.1109/TIP.2021.3089943',
  evidence: 'positive',
  params: layerParams,
  explain: (values, context) =>
    explainLayer({ ...values, side: 'positive' }, context, ({ activation, gradient }) =>
      tf.sum(tf.mul(activation, tf.relu(gradient)), 3),
    ),
  note: noteLayer,
})

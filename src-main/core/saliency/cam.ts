import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../contract/wire.ts'
import { defineSaliency } from '../methods.ts'
import type { Network } from '../network/network.ts'
import { finishMaps, noteLayer, sideParam } from './class-activation.ts'
import { findLayer } from '../network/explainable-layers.ts'
import { givenTo } from '../network/feature-layer.ts'
import { resizeParam } from './resize-maps.ts'

/**
 * The feature map that the head averages, its channels weighted by the logit's own weights. The mean over all places is the
 * logit less its bias: a place adds its value over the number of places. Only of networks whose head is global average
 * pooling and one dense layer.
 */
export const cam = defineSaliency({
  id: 'cam',
  title: 'Class-activation map (CAM)',
  group: 'Class activation',
  source: 'Zhou et al. 2016, section 2, https://arxiv.org/abs/1512.04150',
  params: { side: sideParam('signed'), resize: resizeParam },
  *explain(values, context) {
    const { network, target, atLayer, weight } = context
    const { layer, kernel } = headOf(network)
    const { activation } = yield* atLayer(layer)
    return tf.tidy(() => {
      const [batch, , , channels] = activation.shape
      const weights = tf.reshape(tf.matMul(target, weight(kernel), false, true), [batch, 1, 1, channels])
      return finishMaps(tf.sum(tf.mul(activation, weights), 3), values, context)
    })
  },
  note: (_, network) => noteLayer({ layer: headOf(network).layer }, network),
})

/** The layer that is averaged, and the path of the weights [channels, classes] of its means. */
function headOf(network: Network): { layer: string; kernel: string } {
  const dense = network.nodes.at(-1)
  const pooling = givenTo(network, dense)
  if (dense?.layer.kind !== 'dense' || pooling?.layer.kind !== 'global-average-pooling') {
    throw new AppError(
      'invalid-input',
      'A class-activation map needs a head of global average pooling and one dense layer, which this architecture has not.',
      { hint: 'Choose Grad-CAM, which is the same there and works for every head.' },
    )
  }
  return { layer: findLayer(network, pooling.inputs[0] ?? '').name, kernel: `${dense.name}/kernel` }
}

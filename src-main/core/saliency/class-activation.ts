import * as tf from '@tensorflow/tfjs-core'
import type { Computation } from '../computation.ts'
import type { LayerPass, SaliencyContext, SaliencyResult } from '../methods.ts'
import type { Network } from '../network/network.ts'
import { choice, layer } from '../params.ts'
import { findLayer } from '../network/explainable-layers.ts'
import { keepSign } from './signs.ts'
import { resizeMaps, resizeParam, type Resizing } from './resize-maps.ts'

const layerParam = layer({
  help: 'Whose map it is. Empty: the last activation, sum or concatenation before the head. tf-keras-vis: the last convolution, as that library finds it; keras-vis: the last convolution or pooling.',
})

type Side = 'positive' | 'signed' | 'negative'

export const sideParam = <D extends Side>(preset: D) =>
  choice<Side>({
    default: preset,
    options: { positive: 'Positive part', signed: 'Signed', negative: 'Negative part' },
    help: 'Positive: what speaks for the class, as in the papers; negative: what speaks against it; signed: both.',
  })

/** Of methods that sum a layer's channels with weights above zero. */
export const layerParams = { layer: layerParam, resize: resizeParam }

/** Of those that sum them with any weights. */
export const classActivationParams = { ...layerParams, side: sideParam('positive') }

interface Finish {
  readonly side: Side
  readonly resize: Resizing
}

/** From the sum over a layer's channels [batch, height, width] to the result: a side of it, at the images' size. */
export function finishMaps(sums: tf.Tensor3D, { side, resize }: Finish, { network }: SaliencyContext): SaliencyResult {
  return { maps: tf.tidy(() => resizeMaps(keepSign(side, sums), resize, network.inputShape)), figures: {} }
}

/** Maps from a layer's activation and its gradient; `sum` gives the weighted sum over the channels. */
export function* explainLayer(
  { layer, ...finish }: Finish & { readonly layer: string },
  context: SaliencyContext,
  sum: (pass: LayerPass) => tf.Tensor3D,
): Computation<SaliencyResult> {
  const pass = yield* context.atLayer(findLayer(context.network, layer).name)
  return tf.tidy(() => finishMaps(sum(pass), finish, context))
}

/** Says which layer was used. */
export function noteLayer({ layer }: { readonly layer: string }, network: Network): string {
  const { name, shape } = findLayer(network, layer)
  const [height, width] = shape
  const warning = height * width === 1 ? ' One value cannot say where: choose an earlier layer.' : ''
  return `Layer ${name}, ${height} × ${width} values.${warning}`
}

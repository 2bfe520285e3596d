import type { ParamValue } from '../../src-main/contract/method.ts'
import { buildNetwork, type Flow } from '../../src-main/core/network/builder.ts'
import type { Network } from '../../src-main/core/network/network.ts'
import type { ModelState } from '../../src-main/core/training/state.ts'
import { decodeArray, fixtureFiles, readJson, type EncodedArray } from './fixtures.ts'
import { leaveOut } from './leave-out.ts'

/** Model, data and initial weights of all configurations; the format is described in the fixtures' README. */
export interface ModelAndData {
  bn: { momentum: number; epsilon: number }
  optimizer: { momentum: number; learning_rate: number }
  batch: number
  classes: number
  images: EncodedArray
  labels: EncodedArray
  sample_weights: EncodedArray
  initial_weights: Record<string, EncodedArray>
}

/** Five training steps of Neural Structured Learning 1.4 under one configuration. */
export interface NslConfiguration {
  nsl_config: Record<string, unknown>
  what: string
  kernel_l2: number
  /** `column`: those of `ModelAndData`, one for each image. */
  sample_weight: 'column' | null
  feature_mask: EncodedArray | null
  first_step: {
    input_gradient: EncodedArray
    neighbour: EncodedArray
    weight_gradients: Record<string, EncodedArray>
    bn_after_step_1: Record<string, EncodedArray>
  }
  steps: { total_loss: number; label_loss: number; adversarial_loss: number; accuracy_clean_training_mode: number }[]
  final_weights: Record<string, EncodedArray>
  perturb_on_batch_initial_weights?: EncodedArray
}

const files = fixtureFiles('nsl')
const shared = files.find(({ name }) => name === 'model-and-data')

/** Null where there are no fixtures. */
export const modelAndData = shared ? readJson<ModelAndData>(shared.path) : null

/** Every configuration in the folder that this program knows how to run; the others are named in one line each. */
export const nslCases = files
  .filter(({ name }) => !['model-and-data', 'behaviour'].includes(name))
  .map(({ name, path }) => ({ name, configuration: readJson<NslConfiguration>(path) }))
  .filter(({ name, configuration }) => {
    const reason = whyNot(configuration)
    if (reason !== null) leaveOut(`nsl ${name}`, reason)
    return reason === null
  })

function whyNot({ sample_weight, nsl_config }: NslConfiguration): string | null {
  if (sample_weight !== null && sample_weight !== 'column') return `NSL takes no ${sample_weight} sample weights`
  return nsl_config['random_init'] === true ? 'its random start cannot be drawn again' : null
}

export function nslNetwork({ bn, classes, images }: ModelAndData): Network {
  const [height, width, channels] = images.shape.slice(2) as [number, number, number]
  return buildNetwork([height, width, channels], ({ input }) => {
    const stage = (from: Flow, i: number, filters: number, strides: number): Flow =>
      from
        .convolution(`conv${i}`, { filters, kernelSize: 3, strides, padding: 'same', useBias: false })
        .batchNormalization(`bn${i}`, bn)
        .activation(`relu${i}`, 'relu6')
    return stage(stage(input, 1, 8, 1), 2, 16, 2)
      .globalAveragePooling('pool')
      .dense('dense', { units: classes })
  })
}

export function nslInitialModel(network: Network, { initial_weights: initial }: ModelAndData): ModelState {
  const valuesOf = (variables: Network['weights']): Float32Array[] =>
    variables.map(({ path }) => decodeArray(initial[path] as EncodedArray) as Float32Array)
  return { weights: valuesOf(network.weights), statistics: valuesOf(network.statistics) }
}

/** The mask that NSL applies: one that is not keyed by feature does nothing there. */
export function featureMaskOf({ feature_mask: mask, what }: NslConfiguration): Float32Array | null {
  return mask === null || /\bbare\b/.test(what) ? null : (decodeArray(mask) as Float32Array)
}

const ourNames: Record<string, string> = {
  adv_step_size: 'stepSize',
  adv_grad_norm: 'gradientNorm',
  pgd_iterations: 'iterations',
  pgd_epsilon: 'epsilon',
}

/** NSL's arguments in our names, the multiplier apart. Bounds that are not keyed by feature do nothing in NSL. */
export function neighborParamsOf({ nsl_config: nsl }: NslConfiguration): Record<string, ParamValue> {
  const known = Object.entries(nsl).flatMap(([key, value]) => {
    const name = ourNames[key]
    return name === undefined ? [] : [[name, value as ParamValue] as const]
  })
  const bound = nsl['clip_value_min']
  return { ...Object.fromEntries(known), clipToRange: typeof bound === 'object' && bound !== null }
}

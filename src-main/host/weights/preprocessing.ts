import type { Network } from '../../core/network/network.ts'
import type { ConfigLayer } from './read/model-config.ts'
import type { FileLayer, WeightFile } from './weight-file.ts'

/** What happens to a pixel's red, green and blue, each in [0, 255], before the first convolution. */
type Scaling = (pixel: readonly number[]) => number[]

/** Pixels that tell scalings apart, channels in reverse too. */
const probes = [
  [0, 0, 0],
  [255, 128, 10],
  [30, 200, 90],
] as const

/**
 * Sentences on how the file's model and the network prepare pixels; both end in the same numbers, or the difference is
 * named. Our networks take [0, 1] and do all of it inside; most Keras files expect it done before.
 */
export function comparePreprocessing(file: WeightFile, network: Network): string[] {
  const ours = networkScaling(network)
  const layers = scalingLayers(file)
  if (layers.length === 0) {
    if (!normalizationOf(file)) {
      return [`The file expects prepared pixels; the network prepares them inside (${describe(ours)}).`]
    }
    const isComplete = !hasImageNetDeviations(file) || network.nodes.some(({ name }) => name === 'rescaling_2')
    return isComplete
      ? ['The file normalizes pixels itself, as the network does.']
      : ['The file is Keras’s for ImageNet, which needs imageNetScaling=true: results differ without.']
  }
  const theirs = fileScaling(layers)
  const isSame = probes.every((pixel) => {
    const [a, b] = [ours(pixel), theirs(pixel)]
    return a.every((value, channel) => Math.abs(value - (b[channel] ?? NaN)) <= 1e-4 * Math.max(1, Math.abs(value)))
  })
  return isSame
    ? [`The file's model scales pixels as the network does (${describe(ours)}).`]
    : [
        `The file's model makes ${describe(theirs)} of a pixel's values, this network ${describe(ours)}: results differ.`,
      ]
}

/** Rescaling layers before the first convolution. A normalization between them has its values in the file. */
function scalingLayers(file: WeightFile): readonly ConfigLayer[] {
  const layers = file.config?.layers ?? []
  const first = layers.findIndex(({ className }) => /Conv|Dense|BatchNormalization/.test(className))
  return layers.slice(0, Math.max(0, first)).filter(({ className }) => className === 'Rescaling')
}

function fileScaling(layers: readonly ConfigLayer[]): Scaling {
  return (pixel) =>
    layers.reduce<number[]>(
      (values, { options }) =>
        values.map((value, i) => value * valueAt(options['scale'], i, 1) + valueAt(options['offset'], i, 0)),
      [...pixel],
    )
}

function networkScaling({ nodes }: Network): Scaling {
  const scaling = new Set(['input', 'rescaling', 'reverse-channels', 'normalization'])
  const first = nodes.findIndex(({ layer }) => !scaling.has(layer.kind))
  return (pixel) =>
    nodes.slice(0, first).reduce<number[]>(
      (values, { layer }) => {
        if (layer.kind === 'reverse-channels') return values.toReversed()
        if (layer.kind !== 'rescaling') return values
        return values.map((value, i) => value * valueAt(layer.scale, i, 1) + valueAt(layer.offset, i, 0))
      },
      pixel.map((value) => value / 255),
    )
}

function valueAt(value: unknown, channel: number, otherwise: number): number {
  const chosen: unknown = Array.isArray(value) ? value[channel] : value
  return typeof chosen === 'number' ? chosen : otherwise
}

/** `−1 … 1` from the values of a black and a white pixel. */
function describe(scaling: Scaling): string {
  const round = (value: number): string => String(Number(value.toFixed(3)))
  const [black, white] = [scaling([0, 0, 0]), scaling([255, 255, 255])]
  const range = (i: number): string => `${round(black[i] as number)} … ${round(white[i] as number)}`
  const [red, green, blue] = [range(0), range(1), range(2)]
  return red === green && green === blue ? red : `${red}; ${green}; ${blue}`
}

/**
 * Keras's ImageNet files for EfficientNet hold the standard deviations as variances, and the model scales by 1/√σ once
 * more (TensorFlow issue 49930).
 */
export function hasImageNetDeviations(file: WeightFile): boolean {
  const deviations = [0.229, 0.224, 0.225]
  const variance = normalizationOf(file)?.tensors.find(({ name }) => name === 'variance' || name === '1')
  return deviations.every((deviation, i) => Math.abs((variance?.values[i] ?? 0) - deviation) < 1e-4)
}

function normalizationOf({ layers }: WeightFile): FileLayer | undefined {
  return layers.find(({ name, className }) => name === 'normalization' || className === 'normalization')
}

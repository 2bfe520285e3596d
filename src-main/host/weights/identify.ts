import type { MethodChoice, ParamValue } from '../../contract/method.ts'
import { architectures } from '../../core/architectures/index.ts'
import type { Architecture } from '../../core/methods.ts'
import { candidatesFor, type Candidate } from './candidates.ts'
import { fillLayer } from './fill-layer.ts'
import { pairLayers, type Pairing } from './pair-layers.ts'
import { hasImageNetDeviations } from './preprocessing.ts'
import type { WeightFile } from './weight-file.ts'

/** What a weight file holds. */
export interface Identification {
  /** The architecture with the parameters that differ from their defaults. */
  readonly architecture: MethodChoice
  /** `EfficientNet B2`, `MobileNetV2 0.35` */
  readonly title: string
  /** Height and width of the images, where the file says so. */
  readonly inputSize: readonly [height: number, width: number] | null
  /** Classes of its head, null where it has none. */
  readonly classes: number | null
  /** Numbers in the file's layers, head included. */
  readonly parameters: number
  /** Whether all of the base is there in the right shapes; else it resembles this architecture most. */
  readonly isComplete: boolean
}

/**
 * Finds the architecture, variant and input of a file: by comparing its layers' names and shapes with those of every
 * registered architecture, and by the description where the file has one. Null where nothing fits half.
 */
export function identifyWeights(
  file: WeightFile,
  among: readonly Architecture[] = architectures,
): Identification | null {
  let best: { candidate: Candidate; pairing: Pairing; score: number } | null = null
  for (const candidate of candidatesFor(file, among)) {
    const pairing = pairLayers(file, candidate.network)
    const score = scoreOf(pairing)
    if (score > (best?.score ?? 0.5)) best = { candidate, pairing, score }
  }
  if (!best) return null
  const { architecture, params } = best.candidate
  const chosen = { ...params, ...stemOf(file, architecture), ...scalingOf(file, architecture) }
  const given = Object.entries(chosen).filter(([name, value]) => architecture.params[name]?.default !== value)
  return {
    architecture: { id: architecture.id, params: Object.fromEntries(given) },
    title: [
      architecture.title,
      ...Object.entries(params).map(([name, value]) => titleOf(architecture, name, value)),
    ].join(' '),
    inputSize: inputSizeOf(file),
    classes: best.pairing.head.source?.tensors[0]?.shape.at(-1) ?? null,
    parameters: file.layers.reduce(
      (sum, { tensors }) => sum + tensors.reduce((n, { values }) => n + values.length, 0),
      0,
    ),
    isComplete: best.score === 1,
  }
}

/** Share of the base's layers that the file has in the right shapes, less what the file has beyond them. */
function scoreOf({ base, rest }: Pairing): number {
  const fitting = base.filter(({ layer, source }) => source !== null && 'values' in fillLayer(layer, source)).length
  const foreign = rest.filter(({ tensors }) => (tensors[0]?.shape.length ?? 0) === 4).length
  return fitting / (base.length + foreign)
}

function titleOf({ params }: Architecture, name: string, value: ParamValue): string {
  const param = params[name]
  return param?.kind === 'choice'
    ? (param.options.find((option) => option.value === value)?.title ?? '')
    : String(value)
}

/** The first convolution's stride tells a stem for small images, which leaves no trace in shapes. */
function stemOf({ config }: WeightFile, { params }: Architecture): Record<string, ParamValue> {
  const first = config?.layers.find(({ className }) => className === 'Conv2D')
  const strides = first?.options['strides']
  return 'smallImageStem' in params && Array.isArray(strides) && strides[0] === 1 ? { smallImageStem: true } : {}
}

function scalingOf(file: WeightFile, { params }: Architecture): Record<string, ParamValue> {
  return 'imageNetScaling' in params && hasImageNetDeviations(file) ? { imageNetScaling: true } : {}
}

function inputSizeOf({ config }: WeightFile): readonly [number, number] | null {
  for (const { options } of config?.layers ?? []) {
    const shape = options['batch_shape'] ?? options['batch_input_shape']
    if (!Array.isArray(shape)) continue
    const [, height, width] = shape as unknown[]
    return isSize(height) && isSize(width) ? [height, width] : null
  }
  return null
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0

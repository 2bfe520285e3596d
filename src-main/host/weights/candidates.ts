import type { ParamValue } from '../../contract/method.ts'
import { resolveParams } from '../../contract/catalog.ts'
import type { Architecture } from '../../core/methods.ts'
import type { Network } from '../../core/network/network.ts'
import type { WeightFile } from './weight-file.ts'

type Choice = readonly [name: string, values: readonly ParamValue[]]
type Given = Readonly<Record<string, ParamValue>>

/** A network that a file may belong to. */
export interface Candidate {
  readonly architecture: Architecture
  /** The parameters that decide its variables' shapes. */
  readonly params: Given
  readonly network: Network
}

/** Numbers that decide shapes, guessed from the file where they are no short list. */
const guesses: Readonly<Record<string, (file: WeightFile) => Readonly<Record<string, readonly number[]>>>> = {
  'mobilenet-v2': (file) => {
    const widths = [0.35, 0.5, 0.75, 1, 1.3, 1.4]
    const last = lastDimension(file, 'block_16_project')
    return { alpha: last === null ? widths : [...new Set([...widths, Math.round((100 * last) / 320) / 100])] }
  },
  'small-cnn': (file) => ({
    width: [lastDimension(file, 'stage1_conv') ?? 16],
    depth: [file.layers.filter(({ name }) => /^stage\d+_conv$/.test(name ?? '')).length || 3],
  }),
  'wide-resnet': (file) => ({ width: [(lastDimension(file, 'block1_layer_0_conv1') ?? 160) / 16] }),
}

const built = new Map<string, Network>()

/** Every registered architecture in every variant. Only shapes of variables matter, so images are small. */
export function* candidatesFor(file: WeightFile, architectures: readonly Architecture[]): Generator<Candidate> {
  for (const architecture of architectures) {
    const guessed = guesses[architecture.id]?.(file) ?? {}
    const choices = Object.entries(architecture.params).flatMap(([name, param]): Choice[] => {
      if (param.kind === 'choice') return [[name, param.options.map(({ value }) => value)]]
      return guessed[name] ? [[name, guessed[name]]] : []
    })
    for (const params of product(choices)) {
      const network = networkFor(architecture, params)
      if (network) yield { architecture, params, network }
    }
  }
}

function networkFor(architecture: Architecture, params: Given): Network | null {
  const key = JSON.stringify([architecture.id, params])
  const known = built.get(key)
  if (known) return known
  try {
    const network = architecture.build(resolveParams(architecture, params), { inputShape: [64, 64, 3], classes: 1000 })
    built.set(key, network)
    return network
  } catch {
    // A guess that the architecture does not allow.
    return null
  }
}

function product(choices: readonly Choice[]): Given[] {
  return choices.reduce<Given[]>(
    (all, [name, values]) => all.flatMap((params) => values.map((value) => ({ ...params, [name]: value }))),
    [{}],
  )
}

function lastDimension({ layers }: WeightFile, layer: string): number | null {
  return layers.find(({ name }) => name === layer)?.tensors[0]?.shape.at(-1) ?? null
}

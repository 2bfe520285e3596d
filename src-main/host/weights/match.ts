import type { Network } from '../../core/network/network.ts'
import { AppError } from '../../contract/wire.ts'
import { fillLayer } from './fill-layer.ts'
import { baseContainer, pairLayers, type Pairing } from './pair-layers.ts'
import { comparePreprocessing } from './preprocessing.ts'
import { titleOf, type FileLayer, type WeightFile } from './weight-file.ts'

/** What a file gives a network. */
export interface MatchedWeights {
  /** By variable path; all of the base, and of the head where `head` says so. */
  readonly values: ReadonlyMap<string, Float32Array>
  readonly report: MatchReport
}

export interface MatchReport {
  readonly by: 'name' | 'order'
  /** Variables of the network: how many the file filled, and how many there are. */
  readonly matched: number
  readonly total: number
  /** `new`: its layer is to be initialised; `headReason` says why, as a clause. */
  readonly head: 'loaded' | 'new'
  readonly headReason: string | null
  /** Layers of the file that nothing was taken from. */
  readonly unused: readonly string[]
  /** Sentences on what else a person should know: other preprocessing, an unwrapped model, a head that is new. */
  readonly notes: readonly string[]
}

export interface MatchOptions {
  /** The file's name, for messages. */
  readonly fileName: string
  /** The network's, for messages: `MobileNetV2`. */
  readonly networkTitle: string
}

/**
 * Takes a network's values out of a weight file. All of the base must be there, in its shapes; the head may differ and is
 * then left to be initialised. Throws `invalid-input` with one sentence that names the layer, what was expected and what
 * was found; then nothing is loaded.
 */
export function matchWeights(file: WeightFile, network: Network, options: MatchOptions): MatchedWeights {
  const { fileName, networkTitle } = options
  const misfit = (what: string, hint?: string): AppError =>
    new AppError('invalid-input', `"${fileName}" does not fit ${networkTitle}: ${what}. Nothing was loaded.`, { hint })

  const pairing = pairLayers(file, network)
  const missing = pairing.base.filter(({ source }) => source === null)
  if (missing.length * 2 > pairing.base.length) {
    const found = pairing.base.length - missing.length
    throw misfit(
      `of its ${pairing.base.length} layers the file has ${found}`,
      'Choose the architecture that the file was saved from.',
    )
  }
  const values = new Map<string, Float32Array>()
  for (const { layer, source } of pairing.base) {
    const { name } = layer.node
    if (!source) throw misfit(`the layer "${name}" is missing${others(missing.length)}`, 'Use a complete file.')
    const filling = fillLayer(layer, source)
    if ('misfit' in filling) {
      throw misfit(`the layer "${titleOf(source)}" ${filling.misfit}`, 'Check variant and width of the architecture.')
    }
    for (const [path, filled] of filling.values) values.set(path, filled)
  }
  const { unused, foreign } = sortRest(file, pairing)
  if (foreign) {
    throw misfit(
      `the file has the layer "${titleOf(foreign)}", which the network has not`,
      'Choose the architecture that the file was saved from.',
    )
  }
  const head = fillHead(pairing, unused)
  for (const [path, filled] of head.values) values.set(path, filled)
  const report: MatchReport = {
    by: pairing.by,
    matched: values.size,
    total: network.weights.length + network.statistics.length,
    head: head.reason === null ? 'loaded' : 'new',
    headReason: head.reason,
    unused: unused.map(titleOf),
    notes: [...notesOn(pairing, file), ...comparePreprocessing(file, network)],
  }
  return { values, report }
}

const others = (count: number): string => (count > 1 ? `, and ${count - 1} more` : '')

/** A head of the file's own behind the base is left out; anything before or within the base is another network. */
function sortRest(file: WeightFile, { base, rest }: Pairing): { unused: FileLayer[]; foreign: FileLayer | undefined } {
  const container = baseContainer(file.layers)
  const used = new Set(base.map(({ source }) => source))
  const lastOfBase = file.layers.findLastIndex((layer) => used.has(layer))
  const isBehind = (layer: FileLayer): boolean => {
    // Heads are dense layers; with another convolution it is another network, of which this one is a part.
    if (layer.tensors.some(({ shape }) => shape.length === 4)) return false
    // By class, a file's order says nothing: then what lies outside of the base model is behind it.
    if (layer.className !== null) return layer.within.join('/') !== container && !isInput(layer)
    return file.layers.indexOf(layer) > lastOfBase
  }
  const isInput = ({ className }: FileLayer): boolean => className?.startsWith('normalization') ?? false
  return { unused: rest.filter(isBehind), foreign: rest.find((layer) => !isBehind(layer)) }
}

function fillHead(
  { head: { layer, source } }: Pairing,
  unused: readonly FileLayer[],
): { values: ReadonlyMap<string, Float32Array>; reason: string | null } {
  const none = new Map<string, Float32Array>()
  if (source === null) return { values: none, reason: 'the file has none' }
  if (unused.length > 0) return { values: none, reason: `the file's has layers of its own before "${titleOf(source)}"` }
  const filling = fillLayer(layer, source)
  if ('values' in filling) return { values: filling.values, reason: null }
  const classes = source.tensors[0]?.shape.at(-1)
  const wanted = layer.variables[0]?.shape.at(-1)
  const isOtherSize = classes !== undefined && classes !== wanted
  return { values: none, reason: isOtherSize ? `the file's has ${classes} classes` : `the file's ${filling.misfit}` }
}

function notesOn({ by, base }: Pairing, { layers }: WeightFile): string[] {
  const hasNames = layers.some(({ name }) => name !== null)
  const models = [...new Set(base.map(({ source }) => source?.within.join('/') ?? ''))].filter((name) => name !== '')
  return [
    ...(by === 'order' ? [hasNames ? otherNames : noNames] : []),
    ...models.map((name) => `The base was taken out of the model "${name}" in the file.`),
  ]
}

const noNames = 'The file has no names of layers: they were matched by class and order.'
const otherNames = 'The file names its layers otherwise than the network: they were matched by order.'

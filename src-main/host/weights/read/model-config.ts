import { z } from 'zod'

/** One layer of a model's description, submodels unfolded. */
export interface ConfigLayer {
  readonly name: string
  /** Keras's class, `Conv2D`. */
  readonly className: string
  /** The models that it lies in, outermost first, without the described one. */
  readonly within: readonly { readonly name: string; readonly className: string }[]
  /** What else the description says of it. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A model's own description: its layers in the order of `model.layers`, submodels unfolded in their place. */
export interface ModelConfig {
  readonly layers: readonly ConfigLayer[]
}

const Layer = z.object({
  class_name: z.string(),
  config: z.record(z.string(), z.unknown()),
  name: z.string().optional(),
})

/** Deeper than any model that people nest; a description that goes further is no model. */
const maxDepth = 16

/**
 * Reads the description of a Functional or Sequential model: `model_config` of a full `.h5`, `config.json` of `.keras`,
 * `modelTopology.model_config` of tfjs. Null where it is none, as of a subclassed model.
 */
export function readModelConfig(json: unknown): ModelConfig | null {
  const model = Layer.safeParse(json)
  if (!model.success || !isModel(model.data.config)) return null
  const layers: ConfigLayer[] = []
  return collect(model.data.config, [], layers) ? { layers } : null
}

function isModel(config: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(config['layers'])
}

function collect(
  config: Readonly<Record<string, unknown>>,
  within: ConfigLayer['within'],
  into: ConfigLayer[],
): boolean {
  if (within.length > maxDepth) return false
  for (const entry of config['layers'] as unknown[]) {
    const layer = Layer.safeParse(entry)
    if (!layer.success) return false
    const { class_name: className, config: options } = layer.data
    // A Sequential gives its layers no name but that in their own description.
    const name = String(layer.data.name ?? options['name'] ?? '')
    if (isModel(options)) {
      if (!collect(options, [...within, { name, className }], into)) return false
    } else {
      into.push({ name, className, within, options })
    }
  }
  return true
}

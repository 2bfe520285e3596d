import { z } from 'zod'
import { call } from './define.ts'
import { MethodChoice } from './method.ts'
import { DatasetChoice } from './run-config.ts'

/** What one value of a feature map sees of the image, along [height, width]. */
export const ReceptiveField = z.object({
  /** Pixels, those of padding counted: it may be larger than the image. */
  size: z.tuple([z.int(), z.int()]).readonly(),
  /** Pixels by which the fields of neighbours lie apart. */
  stride: z.tuple([z.int(), z.int()]).readonly(),
})
export type ReceptiveField = z.output<typeof ReceptiveField>

/** One layer, or the layers of one block together. */
const PartSummary = z.object({
  name: z.string(),
  /** Of the (last) layer's output for one image, [height, width, channels] or [features]. */
  shape: z.array(z.int()).readonly(),
  /** Numbers of scalars, moving statistics too. */
  parameters: z.int(),
  /** Of convolutions and dense layers, for one image. */
  multiplyAdds: z.int(),
  /** Null where it sees the whole image. */
  receptiveField: ReceptiveField.nullable(),
})
export type PartSummary = z.output<typeof PartSummary>

export const LayerSummary = PartSummary.extend({
  /** In words: `depthwise convolution 3×3 / 2`. */
  kind: z.string(),
  block: z.string(),
})
export type LayerSummary = z.output<typeof LayerSummary>

/** What a network consists of, from input to head. */
export const NetworkSummary = z.object({
  inputShape: z.tuple([z.int(), z.int(), z.int()]).readonly(),
  classes: z.int(),
  parameters: z.object({ total: z.int(), trainable: z.int(), nonTrainable: z.int() }),
  multiplyAdds: z.int(),
  /** An estimate of what training takes, in bytes: `fixed + batch · perImage`, the engine itself counted in. */
  memory: z.object({ fixedBytes: z.number(), perImageBytes: z.number() }),
  /** Layers that class-activation methods can look at, by name, and the one that they take by themselves. */
  explainable: z.object({ layers: z.array(z.string()), byDefault: z.string() }).nullable(),
  /** The last feature map; null where there is none. */
  lastMap: PartSummary.pick({ name: true, shape: true, receptiveField: true }).nullable(),
  blocks: z.array(PartSummary),
  layers: z.array(LayerSummary),
})
export type NetworkSummary = z.output<typeof NetworkSummary>

export const architectures = {
  /**
   * The network that a run of this architecture would train on these images, its memory with this optimizer. Throws as a
   * launch does.
   */
  summarize: call(
    z.object({
      architecture: MethodChoice,
      dataset: DatasetChoice,
      optimizer: MethodChoice.default({ id: 'sgd', params: {} }),
    }),
    NetworkSummary,
  ),
}

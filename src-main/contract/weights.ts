import { z } from 'zod'
import { call, event } from './define.ts'
import { ParamValue } from './method.ts'

/** How an imported file was laid out; `keras-archive` is the zip `.keras`. */
export const WeightFormat = z.enum(['keras-h5', 'keras3-weights', 'keras-archive', 'tfjs-layers', 'safetensors'])
export type WeightFormat = z.output<typeof WeightFormat>

/** How a checkpoint can be written for other programs. */
export const ExportFormat = z.enum(['keras3-weights', 'keras-h5', 'tfjs-layers', 'onnx', 'safetensors'])
export type ExportFormat = z.output<typeof ExportFormat>

const Architecture = z.object({ id: z.string(), params: z.record(z.string(), ParamValue) })

/** What an import found in the file. */
export const WeightsReport = z.object({
  format: WeightFormat,
  kerasVersion: z.string().nullable(),
  /** Variables of the network that the file filled, and those that it has. */
  matched: z.int(),
  total: z.int(),
  /** What else is to be known: an unwrapped model, layers that were left out, another preprocessing. */
  notes: z.array(z.string()),
})
export type WeightsReport = z.output<typeof WeightsReport>

/** Weights that runs can start from: read once, checked against their network, kept in the workspace. */
export const Weights = z.object({
  id: z.string(),
  title: z.string(),
  /** The network that they are for in words, `EfficientNet B2`; then as a choice of the catalog's, defaults left out. */
  network: z.string(),
  architecture: Architecture,
  /** Height and width of the images that they were trained on, where the file says so. */
  inputSize: z.int().nullable(),
  /** Classes of the head; null where the file has none. */
  classes: z.int().nullable(),
  parameters: z.int(),
  /** The file or the address that they came from. */
  source: z.string(),
  licence: z.string().nullable(),
  /** Of the imported file; of all files in their order where there are several. */
  sha256: z.string(),
  /** Of the copy in the workspace. */
  bytes: z.int(),
  report: WeightsReport,
  createdAt: z.number(),
})
export type Weights = z.output<typeof Weights>

/** Those that a person means by their id, else by their title, else by a beginning of their hash (four characters or more). */
export function weightsCalled<W extends Pick<Weights, 'id' | 'title' | 'sha256'>>(
  all: readonly W[],
  reference: string,
): W[] {
  const text = reference.toLowerCase()
  const ways: ((weights: W) => boolean)[] = [
    ({ id }) => id === reference,
    ({ title }) => title.toLowerCase() === text,
    ({ sha256 }) => text.length >= 4 && sha256.startsWith(text),
  ]
  return ways.map((isMeant) => all.filter(isMeant)).find((found) => found.length > 0) ?? []
}

/** A public weight file, fetched only on request. */
export const PublicWeights = z.object({
  id: z.string(),
  architecture: Architecture,
  inputSize: z.int(),
  /** With the head of 1,000 ImageNet classes. */
  hasTop: z.boolean(),
  url: z.url(),
  /** What the file must hash to; null where none is published. */
  md5: z.string().nullable(),
  /** Null until a server says. */
  bytes: z.int().nullable(),
  licence: z.string(),
})
export type PublicWeights = z.output<typeof PublicWeights>

/** Progress of an import (`subject` is its path) or of a fetch (its id in the catalogue). */
export const WeightsProgress = z.object({
  subject: z.string(),
  stage: z.enum(['fetching', 'reading', 'matching', 'writing']),
  /** Bytes while fetching; else 0. */
  done: z.number(),
  /** 0 where it is not known. */
  total: z.number(),
})
export type WeightsProgress = z.output<typeof WeightsProgress>

/** An export as it will be, before it is written. */
export const ExportPlan = z.object({
  format: ExportFormat,
  title: z.string(),
  /** What the file is called unless another name is given; a folder for formats of several files. */
  fileName: z.string(),
  /** Lines of Python that open it; of JavaScript for TensorFlow.js. */
  lines: z.array(z.string()),
})
export type ExportPlan = z.output<typeof ExportPlan>

const byId = z.object({ id: z.string() })
const title = z.string().trim().min(1).max(120)

export const weights = {
  list: call(z.object({}), z.array(Weights)),
  get: call(byId, Weights),
  /**
   * Reads a weight file of any known format, or the folder of a TensorFlow.js model. The same file again is the same
   * weights, under their new name.
   */
  import: call(z.object({ path: z.string().min(1), name: title.optional(), licence: title.optional() }), Weights),
  /** The public files; `fetched` says which are there, as the id of the weights. */
  catalogue: call(z.object({}), z.array(PublicWeights.extend({ fetched: z.string().nullable() }))),
  /** Downloads a public file, from where an earlier attempt stopped, checks it and imports it. */
  fetch: call(byId, Weights),
  /** Ends the import of this path, or the fetch of this id. What was downloaded stays, to go on from. */
  cancel: call(z.object({ subject: z.string() }), z.null()),
  /** Refused while a run that waits or runs starts from them. */
  remove: call(byId, z.null()),
  /** In which formats a checkpoint can be exported. */
  exports: call(z.object({ checkpoint: z.int() }), z.array(ExportPlan)),
  /** Writes the base model of a checkpoint. Refused where there is something of that name already. */
  export: call(
    z.object({
      checkpoint: z.int(),
      format: ExportFormat,
      /** An existing folder; the workspace's folder of exports where it is left out. */
      folder: z.string().min(1).optional(),
      name: z.string().min(1).max(200).optional(),
    }),
    z.object({ path: z.string(), bytes: z.int(), lines: z.array(z.string()) }),
  ),
  progress: event(WeightsProgress),
  changed: event(Weights),
  removed: event(byId),
}

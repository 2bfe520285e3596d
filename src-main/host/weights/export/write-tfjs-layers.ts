import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Network, Node, Variable } from '../../../core/network/network.ts'
import { toGroupedKernel } from '../fill-layer.ts'
import { weightedLayers } from '../network-layers.ts'
import { valueOf, type ExportedModel } from './export-task.ts'
import { kerasLayers, kerasModelConfig } from './keras-layers.ts'

/**
 * Writes a TensorFlow.js layers model into a folder: `model.json` and one shard. Images are [n, height, width, 3] with
 * pixels in [0, 1]. A grouped convolution becomes a full one whose kernel is zero between groups, a normalization a
 * Rescaling: TensorFlow.js has neither.
 */
export function writeTfjsLayers(folder: string, model: ExportedModel): void {
  mkdirSync(folder, { recursive: true })
  const layers = kerasLayers(model.network, {
    id: 'tfjs',
    normalizationOf: (node) => affineOf(node, model),
  })
  const topology = kerasModelConfig(model.architecture.id.replaceAll('-', '_'), layers) as object
  const weights: { name: string; shape: readonly number[]; dtype: 'float32' }[] = []
  const shard = 'group1-shard1of1.bin'
  const file = openSync(join(folder, shard), 'w')
  try {
    for (const { node, variables } of weightedLayers(model.network)) {
      if (node.layer.kind === 'normalization') continue
      for (const variable of variables) {
        const { role, shape, values } = tfjsTensor(node, variable, valueOf(model, variable))
        weights.push({ name: `${node.name}/${role}`, shape, dtype: 'float32' })
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
        for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
      }
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  const json = {
    format: 'layers-model',
    generatedBy: 'Adversarium',
    convertedBy: null,
    modelTopology: { ...topology, keras_version: 'tfjs-layers 4.22.0', backend: 'tensor_flow.js' },
    weightsManifest: [{ paths: [shard], weights }],
  }
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json), { flush: true })
}

function affineOf({ name }: Node, model: ExportedModel): { scale: number[]; offset: number[] } {
  const find = ({ statistics }: Network, role: string): Float32Array =>
    valueOf(model, statistics.find((variable) => variable.node === name && variable.role === role) as Variable)
  const scale = [...find(model.network, 'variance')].map((variance) => 1 / Math.max(Math.sqrt(variance), 1e-7))
  const mean = find(model.network, 'mean')
  return { scale, offset: scale.map((factor, i) => -factor * (mean[i] as number)) }
}

function tfjsTensor(
  { layer }: Node,
  { role, shape }: Variable,
  values: Float32Array,
): { role: string; shape: readonly number[]; values: Float32Array } {
  if (layer.kind !== 'convolution' || layer.groups === 1 || role !== 'depthwise_kernel') return { role, shape, values }
  const [height = 0, width = 0, channels = 0] = shape
  const { groups, filters } = layer
  const grouped = toGroupedKernel(values, shape, groups)
  const [inGroup, outGroup] = [channels / groups, filters / groups]
  const full = new Float32Array(height * width * channels * filters)
  for (let row = 0; row < height * width * inGroup; row++) {
    const [position, k] = [Math.floor(row / inGroup), row % inGroup]
    for (let group = 0; group < groups; group++) {
      const from = row * filters + group * outGroup
      const to = (position * channels + group * inGroup + k) * filters + group * outGroup
      full.set(grouped.subarray(from, from + outGroup), to)
    }
  }
  return { role: 'kernel', shape: [height, width, channels, filters], values: full }
}

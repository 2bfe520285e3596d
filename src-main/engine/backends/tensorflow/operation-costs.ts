import * as tf from '@tensorflow/tfjs-core'
import type { CompileOptions, TensorTree } from '../../../core/training/runtime.ts'
import { leavesOf } from '../../../core/training/tensor-tree.ts'
import { canRecord, type NodeBackend } from './binding.ts'
import { readFields } from './protobuf.ts'
import { recordStep } from './trace.ts'
import { idsOf } from './traced-step.ts'

/** All operations of one type in a step. */
export interface OperationCost {
  /** TensorFlow's, after what its processor library made of it, e.g. `_MklNativeConv2D`. */
  readonly type: string
  readonly count: number
  /** Of one step, summed over operations that may run side by side. */
  readonly milliseconds: number
  /** Of the milliseconds of all types, in [0, 1]. */
  readonly share: number
}

/**
 * What the operations of a step cost on TensorFlow, the dearest type first: means over `runs` runs of the step on these
 * inputs, which stay the caller's. Throws where another backend is on.
 */
export function operationCosts<I extends TensorTree>(
  step: (inputs: I) => TensorTree,
  inputs: I,
  { runs = 5, precision }: { runs?: number; precision?: CompileOptions['precision'] } = {},
): OperationCost[] {
  const backend = tf.backend() as unknown as NodeBackend
  const { binding } = backend
  if (!binding || !canRecord(binding)) throw new Error('Operations are known on TensorFlow with our addon alone.')
  const ids = idsOf(backend, leavesOf(inputs))
  const recorded = recordStep(step, inputs, backend, binding, { precision, stride: 0 })
  return sumByType(binding.graphProfile(recorded.graph, recorded.inputs, ids, recorded.results, runs), runs)
}

// Field numbers of tensorflow/core/protobuf/config.proto and tensorflow/core/framework/step_stats.proto.
const runMetadata = { stepStats: 1 }
const stepStats = { deviceStats: 1 }
const deviceStats = { nodeStats: 2 }
const nodeStats = { label: 8, startNanos: 14, endNanos: 15 }

function sumByType(metadata: Uint8Array, runs: number): OperationCost[] {
  const below = (messages: readonly Uint8Array[], field: number): Uint8Array[] =>
    messages.flatMap((bytes) =>
      readFields(bytes).flatMap(({ number, value }) =>
        number === field && value instanceof Uint8Array ? [value] : [],
      ),
    )
  const nodes = below(below(below([metadata], runMetadata.stepStats), stepStats.deviceStats), deviceStats.nodeStats)
  const sums = new Map<string, { count: number; nanoseconds: number }>()
  for (const node of nodes) {
    const fields = new Map(readFields(node).map(({ number, value }) => [number, value]))
    const type = typeIn(fields.get(nodeStats.label))
    if (type === null) continue
    const sum = sums.get(type) ?? { count: 0, nanoseconds: 0 }
    sums.set(type, sum)
    sum.count++
    sum.nanoseconds += Number(fields.get(nodeStats.endNanos) ?? 0) - Number(fields.get(nodeStats.startNanos) ?? 0)
  }
  const total = [...sums.values()].reduce((whole, { nanoseconds }) => whole + nanoseconds, 0)
  return [...sums]
    .map(([type, { count, nanoseconds }]) => ({
      type,
      count: count / runs,
      milliseconds: nanoseconds / 1e6 / runs,
      share: nanoseconds / total,
    }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
}

/** `name = Type(inputs)` */
function typeIn(label: number | Uint8Array | undefined): string | null {
  if (!(label instanceof Uint8Array)) return null
  return / = (\w+)\(/.exec(new TextDecoder().decode(label))?.[1] ?? null
}

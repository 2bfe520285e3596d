import { createRequire } from 'node:module'
import util from 'node:util'
import type { Tensor } from '@tensorflow/tfjs-core'

/** Attribute of an operation as tfjs-node's binding takes it. */
export interface OperationAttribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** The part of tfjs-node's backend that we call: TensorFlow's operations by name. */
export interface NodeBackend {
  readonly binding: Readonly<Record<string, number>> & { getNumOfTensors(): number }
  executeMultipleOutputs(name: string, attributes: OperationAttribute[], inputs: Tensor[], outputs: number): Tensor[]
}

/** `__filename` exists in the built CommonJS only; tests import this file as a module. */
const require = createRequire(typeof __filename === 'string' ? __filename : import.meta.url)

/**
 * Loads tfjs-node's backend over the given addon, without the package's index, which would look for a binding of its
 * own. Registers all of tfjs-node's kernels.
 */
export function loadNodeBackend(addon: string): NodeBackend {
  restoreUtil()
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js') as {
    NodeJSKernelBackend: new (binding: unknown, packageName: string) => NodeBackend
  }
  const backend = new NodeJSKernelBackend(require(addon), '@tensorflow/tfjs-node-gpu')
  require('@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js')
  return backend
}

/** tfjs-node 4.22 calls two functions that Node removes. */
function restoreUtil(): void {
  const old = util as unknown as Record<string, unknown>
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  // Still there in Node 24, with a warning.
  old['isArray'] = Array.isArray
}

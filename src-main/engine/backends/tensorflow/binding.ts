import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import util from 'node:util'
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core'

/** Attribute of an operation as tfjs-node's binding takes it. */
export interface OperationAttribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

/** A tensor as the binding describes it. `dtype` is TensorFlow's number. */
export interface TensorMetadata {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

export type HostValues = Float32Array | Int32Array | Uint8Array

/** tfjs-node's binding: TensorFlow's operations, run one by one. */
export interface StockBinding {
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_BOOL: number
  readonly TF_UINT8: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  createTensor(shape: number[], dtype: number, values: ArrayLike<number>): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): HostValues
  executeOp(name: string, attributes: OperationAttribute[], inputs: number[], outputs: number): TensorMetadata[]
  getNumOfTensors(): number
  isUsingGpuDevice(): boolean
}

declare const graph: unique symbol
/** A graph under construction in the addon. */
export type Graph = { readonly [graph]: true }

/** A symbolic tensor; the shape is null where TensorFlow cannot tell it. */
export interface SymbolicTensor {
  readonly id: number
  readonly shape: number[] | null
  readonly dtype: number
}

/** The stock binding and what our addon adds to it: the headers of src-main/engine/native. */
export interface RecordingBinding extends StockBinding {
  /** `stride`: operations between two looks for an interruption, or 0. */
  graphNew(stride: number): Graph
  graphInput(graph: Graph, dtype: number, shape: readonly number[]): SymbolicTensor
  graphConstant(graph: Graph, dtype: number, shape: readonly number[], values: HostValues): SymbolicTensor
  graphOperation(
    graph: Graph,
    type: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly (number | readonly number[])[],
    isStateful: boolean,
  ): SymbolicTensor[]
  graphDefinition(graph: Graph, type: string): Uint8Array
  /** Serialized RunMetadata of `runs` runs after a first one. */
  graphProfile(
    graph: Graph,
    inputs: readonly number[],
    ids: Int32Array,
    outputs: readonly number[],
    runs: number,
  ): Uint8Array
  functionAdd(graph: Graph, name: string, inputs: readonly number[], outputs: readonly number[]): number
  functionRemove(name: string): void
  functionCall(name: string, inputs: Int32Array, outputs: number, options: FunctionOptions): Int32Array
  functionStart(
    name: string,
    inputs: Int32Array,
    outputs: number,
    options: FunctionOptions,
  ): { readonly call: Call; readonly finished: Promise<FunctionResult> }
  functionInterrupt(call: Call): void
  /** Copies the values, whose array must be the one that `tensorRead` gives for the type. */
  tensorCreate(dtype: number, shape: readonly number[], values: TensorValues): number
  /** Values of any type but strings and resources; half and bfloat16 as their bits. */
  tensorRead(id: number): TensorValues
  /** All tensors that JavaScript holds; memory that several share counts for each. */
  tensorsInUse(): { readonly tensors: number; readonly bytes: number }
  tensorsShare(ids: Int32Array): Int32Array
  tensorsRelease(ids: Int32Array): void
  devices(): readonly Device[]
  placeSoftly(isOn: boolean): void
  setDeterminism(isOn: boolean): void
  allowTensorFloat32(isAllowed: boolean): void
}

/** A device that TensorFlow opened. */
export interface Device {
  /** Like `CPU:0`. */
  readonly name: string
  readonly type: string
  /** The limit of its allocator: on a card what TensorFlow may take of it. */
  readonly memoryBytes: number
}

export type TensorValues =
  HostValues | Float64Array | Int8Array | Int16Array | Uint16Array | Uint32Array | BigInt64Array | BigUint64Array

declare const call: unique symbol
/** A call that computes on a thread of its own. */
export type Call = { readonly [call]: true }

export interface FunctionOptions {
  /** A serialized ConfigProto, by which Grappler rewrites the graph at the first call; null: it runs as it is. */
  readonly config: Uint8Array | null
  /** A name like `CPU:0`; null: where TensorFlow puts it. */
  readonly device: string | null
  /** Whether its graph looks for interruptions. */
  readonly isInterruptible: boolean
}

export interface FunctionResult {
  readonly ids: Int32Array
  /** Spent inside TensorFlow. */
  readonly milliseconds: number
}

export function canRecord(binding: StockBinding): binding is RecordingBinding {
  return 'functionCall' in binding
}

export type DataId = TensorInfo['dataId']

/** What tfjs-node keeps of a tensor. `values` are host values that were not uploaded yet; `id` is then −1. */
export interface TensorRecord {
  id: number
  readonly shape: number[]
  readonly dtype: number
  values: ArrayLike<number> | null
  refCount: number
}

/** The part of tfjs-node's backend that we call or, for the length of a recording, replace. */
export interface NodeBackend {
  binding: StockBinding
  readonly tensorMap: {
    get(dataId: DataId): TensorRecord
    set(dataId: DataId, record: TensorRecord): void
    has(dataId: DataId): boolean
    delete(dataId: DataId): boolean
  }
  getInputTensorIds(tensors: readonly TensorInfo[]): number[]
  readSync(dataId: DataId): unknown
  createOutputTensor(metadata: TensorMetadata): Tensor
  executeMultipleOutputs(name: string, attributes: OperationAttribute[], inputs: Tensor[], outputs: number): Tensor[]
}

/** `__filename` exists in the built CommonJS only; tests import this file as a module. */
const require = createRequire(typeof __filename === 'string' ? __filename : import.meta.url)
const folderOfThis = typeof __dirname === 'string' ? __dirname : import.meta.dirname

/**
 * Loads tfjs-node's backend over the given addon, without the package's index, which would look for a binding of its
 * own. Registers all of tfjs-node's kernels.
 */
export function loadNodeBackend(addon: string): NodeBackend {
  restoreUtil()
  const folder = tfjsNodeFolder()
  const { NodeJSKernelBackend } = require(join(folder, 'dist/nodejs_kernel_backend.js')) as {
    NodeJSKernelBackend: new (binding: unknown, packageName: string) => NodeBackend
  }
  const backend = new NodeJSKernelBackend(require(addon), '@tensorflow/tfjs-node-gpu')
  require(join(folder, 'dist/register_all_kernels.js'))
  return backend
}

/** The build holds a copy, two folders above its chunks; tests that run unbuilt take the package. */
function tfjsNodeFolder(): string {
  const copies = ['..', '../..'].map((above) => join(folderOfThis, above, 'tfjs-node'))
  return (
    copies.find((folder) => existsSync(folder)) ?? dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  )
}

/** tfjs-node 4.22 calls two functions that Node removes. */
function restoreUtil(): void {
  const old = util as unknown as Record<string, unknown>
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  // Still there in Node 24, with a warning.
  old['isArray'] = Array.isArray
}

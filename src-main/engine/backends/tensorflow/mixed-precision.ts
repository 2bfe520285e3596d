import type { OperationAttribute, StockBinding, SymbolicTensor } from './binding.ts'

/** DT_BFLOAT16 in tensorflow/core/framework/types.proto. */
const bfloat16 = 14

/** Places of the inputs that are rounded to bfloat16, and of the outputs that come as such. */
interface Rounded {
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

/** Most of the work, and made for rounded inputs, which they sum in float32. Depthwise convolutions gain nothing. */
const convolutions: Readonly<Record<string, Rounded>> = {
  Conv2D: { inputs: [0, 1], outputs: [0] },
  Conv2DBackpropInput: { inputs: [1, 2], outputs: [0] },
  Conv2DBackpropFilter: { inputs: [0, 2], outputs: [0] },
}

/** What stands between convolutions follows them where all that it works on was rounded before: it moves less memory. */
const followers: Readonly<Record<string, Rounded>> = {
  FusedBatchNormV3: { inputs: [0], outputs: [0] },
  FusedBatchNormGradV3: { inputs: [0, 1], outputs: [0] },
  Relu: { inputs: [0], outputs: [0] },
  ReluGrad: { inputs: [0, 1], outputs: [0] },
  Relu6: { inputs: [0], outputs: [0] },
  Relu6Grad: { inputs: [0, 1], outputs: [0] },
  Add: { inputs: [0, 1], outputs: [0] },
  AddV2: { inputs: [0, 1], outputs: [0] },
}

/** Adds an operation to a graph; tensors go by their places in it. */
type AddOperation = (
  type: string,
  attributes: readonly OperationAttribute[],
  inputs: readonly (number | readonly number[])[],
) => SymbolicTensor[]

/**
 * Adds float32 operations in mixed precision: convolutions and what follows them compute in bfloat16, everyone else
 * sees float32. Logits and loss, weights and their updates, batch statistics stay float32. bfloat16 has float32's range,
 * so small gradients do not vanish and the loss needs no scaling (Kalamkar et al. 2019, https://arxiv.org/abs/1905.12322).
 *
 * A value that is used in both types is cast once; a cast that nobody uses is left out by TensorFlow. Not Grappler's
 * `auto_mixed_precision`: on a card that knows float16 alone, and on a processor it rounds depthwise convolutions too.
 */
export function createMixedPrecision(
  { TF_FLOAT, TF_ATTR_TYPE }: Pick<StockBinding, 'TF_FLOAT' | 'TF_ATTR_TYPE'>,
  add: AddOperation,
): AddOperation {
  /** bfloat16 tensors by the float32 ones that hold the same values. */
  const roundedOf = new Map<number, number>()

  function cast(place: number, from: number, to: number): SymbolicTensor {
    const types = { SrcT: from, DstT: to }
    const attributes = Object.entries(types).map(([name, value]) => ({ name, type: TF_ATTR_TYPE, value }))
    const [result] = add('Cast', attributes, [place]) as [SymbolicTensor]
    return result
  }
  function rounded(place: number): number {
    const known = roundedOf.get(place) ?? cast(place, TF_FLOAT, bfloat16).id
    roundedOf.set(place, known)
    return known
  }
  function ruleFor(type: string, inputs: Parameters<AddOperation>[2]): Rounded | undefined {
    const follower = followers[type]
    const isBehindRounded = follower?.inputs.every((at) => roundedOf.has(inputs[at] as number))
    return convolutions[type] ?? (isBehindRounded ? follower : undefined)
  }

  return (type, attributes, inputs) => {
    const rule = ruleFor(type, inputs)
    const isFloat = attributes.some(({ name, value }) => name === 'T' && value === TF_FLOAT)
    if (!rule || !isFloat) return add(type, attributes, inputs)
    const made = add(
      type,
      attributes.map((attribute) => (attribute.name === 'T' ? { ...attribute, value: bfloat16 } : attribute)),
      inputs.map((input, at) => (rule.inputs.includes(at) ? rounded(input as number) : input)),
    )
    return made.map((tensor, at) => {
      if (!rule.outputs.includes(at)) return tensor
      const exact = cast(tensor.id, bfloat16, TF_FLOAT)
      roundedOf.set(exact.id, tensor.id)
      return exact
    })
  }
}

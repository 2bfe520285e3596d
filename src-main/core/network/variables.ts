import type { BiasInitializer, KernelInitializer, Layer, Variable, VariableRole } from './network.ts'

interface Place {
  readonly name: string
  readonly block: string
  readonly layer: Layer
  /** Shape of the layer's first input, for one image. */
  readonly inputShape: readonly number[]
  readonly initializer: KernelInitializer
  readonly biasInitializer: BiasInitializer
}

/** A layer's variables, in Keras's order: kernels, bias; gamma, beta, moving mean, moving variance. */
export function variablesOf(place: Place): readonly Variable[] {
  const { layer } = place
  const channels = place.inputShape.at(-1) ?? 0
  switch (layer.kind) {
    case 'convolution': {
      const role = layer.groups === 1 ? 'kernel' : 'depthwise_kernel'
      const shape = [...layer.kernelSize, channels, layer.filters / layer.groups]
      return [weight(place, role, shape), ...bias(place, layer.useBias, layer.filters)]
    }
    case 'depthwise-convolution': {
      const shape = [...layer.kernelSize, channels, 1]
      return [weight(place, 'depthwise_kernel', shape), ...bias(place, layer.useBias, channels)]
    }
    case 'separable-convolution':
      return [
        weight(place, 'depthwise_kernel', [...layer.kernelSize, channels, 1]),
        weight(place, 'pointwise_kernel', [1, 1, channels, layer.filters]),
        ...bias(place, layer.useBias, layer.filters),
      ]
    case 'dense':
      return [weight(place, 'kernel', [channels, layer.units]), ...bias(place, layer.useBias, layer.units)]
    case 'batch-normalization':
      return [
        weight(place, 'gamma', [channels]),
        weight(place, 'beta', [channels]),
        statistic(place, 'moving_mean', [channels]),
        statistic(place, 'moving_variance', [channels]),
      ]
    case 'normalization':
      return [
        statistic(place, 'mean', [channels]),
        statistic(place, 'variance', [channels]),
        statistic(place, 'count', []),
      ]
    default:
      return []
  }
}

function bias(place: Place, useBias: boolean, size: number): readonly Variable[] {
  return useBias ? [weight(place, 'bias', [size])] : []
}

function weight(place: Place, role: VariableRole, shape: readonly number[]): Variable {
  const { name, block } = place
  const initializers = { gamma: 'ones', beta: 'zeros', bias: place.biasInitializer } as const
  const initializer = role in initializers ? initializers[role as keyof typeof initializers] : place.initializer
  return { path: `${name}/${role}`, node: name, block, role, kind: 'weight', shape, initializer }
}

function statistic({ name, block }: Place, role: VariableRole, shape: readonly number[]): Variable {
  const initializer = role.endsWith('variance') ? 'ones' : 'zeros'
  return { path: `${name}/${role}`, node: name, block, role, kind: 'statistic', shape, initializer }
}

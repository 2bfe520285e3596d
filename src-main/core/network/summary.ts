import type { LayerSummary, NetworkSummary } from '../../contract/architectures.ts'
import { countMultiplyAddsByLayer, countParameters, countParametersByLayer } from './count.ts'
import type { Layer, Network } from './network.ts'
import { explainableLayers, findLayer } from './explainable-layers.ts'
import { receptiveFields } from './receptive-field.ts'

/** What a network consists of, layer by layer and block by block. */
export function summarize(network: Network): Omit<NetworkSummary, 'memory'> {
  const parameters = countParametersByLayer(network)
  const multiplyAdds = countMultiplyAddsByLayer(network)
  const fields = receptiveFields(network)
  const layers = network.nodes.map(({ name, layer, shape, block }) => ({
    name,
    kind: describe(layer),
    block,
    shape,
    parameters: parameters.get(name) ?? 0,
    multiplyAdds: multiplyAdds.get(name) ?? 0,
    receptiveField: fields.get(name) ?? null,
  }))
  const total = (of: readonly LayerSummary[], count: 'parameters' | 'multiplyAdds'): number =>
    of.reduce((sum, layer) => sum + layer[count], 0)
  const blocks = network.blocks.map((name) => {
    const own = layers.filter(({ block }) => block === name)
    const { shape = [], receptiveField = null } = own.at(-1) ?? {}
    return {
      name,
      shape,
      parameters: total(own, 'parameters'),
      multiplyAdds: total(own, 'multiplyAdds'),
      receptiveField,
    }
  })
  const explainable = explainableLayers(network).map(({ name }) => name)
  const last = layers.findLast(({ shape, receptiveField }) => shape.length === 3 && receptiveField !== null)
  return {
    inputShape: network.inputShape,
    classes: network.classes,
    parameters: countParameters(network),
    multiplyAdds: total(layers, 'multiplyAdds'),
    explainable: explainable.length > 0 ? { layers: explainable, byDefault: findLayer(network, '').name } : null,
    lastMap: last ? { name: last.name, shape: last.shape, receptiveField: last.receptiveField } : null,
    blocks,
    layers,
  }
}

function describe(layer: Layer): string {
  const kind = layer.kind.replaceAll('-', ' ')
  if (layer.kind === 'activation') return layer.function
  if (layer.kind === 'dropout')
    return layer.each === 'image' ? `stochastic depth ${layer.rate}` : `dropout ${layer.rate}`
  if (!('strides' in layer)) return kind
  const window = ('kernelSize' in layer ? layer.kernelSize : layer.poolSize).join('×')
  const stride = Math.max(...layer.strides)
  const groups = 'groups' in layer && layer.groups > 1 ? ` in ${layer.groups} groups` : ''
  return `${kind} ${window}${stride > 1 ? ` / ${stride}` : ''}${groups}`
}

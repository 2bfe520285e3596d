import type { DatasetChoice, MethodChoice, NetworkSummary } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { architectures } from '../../core/architectures/index.ts'
import type { Shape3 } from '../../core/network/network.ts'
import { engineBytes, stepMemory } from '../../core/network/memory.ts'
import { summarize } from '../../core/network/summary.ts'
import type { HostContext } from '../context.ts'
import { describeImages } from './datasets.ts'
import { trainableNetworkOf } from './networks.ts'

/** The network that a run would train on these images. Throws as a launch does. */
export function summarizeForDataset(
  context: Pick<HostContext, 'store'>,
  asked: { readonly architecture: MethodChoice; readonly dataset: DatasetChoice; readonly optimizer: MethodChoice },
): NetworkSummary {
  const { shape, classes } = describeImages(context, asked.dataset)
  return summarizeArchitecture(asked.architecture, { shape, classes: classes.length }, asked.optimizer)
}

/** Memory for SGD with momentum where no optimizer is named. Throws `invalid-input` where there is no such architecture, or it cannot take such images. */
export function summarizeArchitecture(
  architecture: MethodChoice,
  { shape, classes }: { readonly shape: Shape3; readonly classes: number },
  optimizer: MethodChoice = { id: 'sgd', params: {} },
): NetworkSummary {
  const names = Array.from({ length: classes }, (_, index) => String(index))
  const network = trainableNetworkOf(architecture, { shape, classes: names })
  const { method, values } = findMethod('optimizers', optimizer)
  const { fixedBytes, perImageBytes } = stepMemory(network, { slots: method.slots(values).length })
  return { ...summarize(network), memory: { fixedBytes: engineBytes + fixedBytes, perImageBytes } }
}

/** Every architecture in every variant, the others of its parameters as they are by default. */
export function architectureVariants(): MethodChoice[] {
  return architectures.flatMap(({ id, params: { variant } }) =>
    variant?.kind === 'choice'
      ? variant.options.map(({ value }) => ({ id, params: { variant: value } }))
      : [{ id, params: {} }],
  )
}

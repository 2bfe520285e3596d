import type { DatasetChoice, MethodChoice, NetworkSummary } from '../../contract/index.ts'
import { architectures } from '../../core/architectures/index.ts'
import type { Shape3 } from '../../core/network/network.ts'
import { summarize } from '../../core/network/summary.ts'
import type { HostContext } from '../context.ts'
import { describeImages } from './datasets.ts'
import { trainableNetworkOf } from './networks.ts'

/** The network that a run would train on these images. Throws as a launch does. */
export function summarizeForDataset(
  context: Pick<HostContext, 'store'>,
  { architecture, dataset }: { readonly architecture: MethodChoice; readonly dataset: DatasetChoice },
): NetworkSummary {
  const { shape, classes } = describeImages(context, dataset)
  return summarizeArchitecture(architecture, { shape, classes: classes.length })
}

/** Throws `invalid-input` where there is no such architecture, or it cannot take such images. */
export function summarizeArchitecture(
  architecture: MethodChoice,
  { shape, classes }: { readonly shape: Shape3; readonly classes: number },
): NetworkSummary {
  const names = Array.from({ length: classes }, (_, index) => String(index))
  return summarize(trainableNetworkOf(architecture, { shape, classes: names }))
}

/** Every architecture in every variant, the others of its parameters as they are by default. */
export function architectureVariants(): MethodChoice[] {
  return architectures.flatMap(({ id, params: { variant } }) =>
    variant?.kind === 'choice'
      ? variant.options.map(({ value }) => ({ id, params: { variant: value } }))
      : [{ id, params: {} }],
  )
}

import { architectures } from '../../src-main/core/architectures/index.ts'
import type { Architecture } from '../../src-main/core/methods.ts'

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** What fixtures call by Keras's builder: `DenseNet121` is the architecture `densenet` with the variant 121. */
export function architectureOf(
  builder: string,
): { architecture: Architecture; variant: Record<string, string> } | undefined {
  const wanted = plainName(builder.split('.').at(-1) ?? '')
  return architectures
    .flatMap((architecture) => {
      const { variant } = architecture.params
      const values = variant?.kind === 'choice' ? variant.options.map(({ value }) => value) : []
      const named = values.map((value) => ({
        architecture,
        variant: { variant: value },
        builder: architecture.id + value,
      }))
      return [{ architecture, variant: {}, builder: architecture.id }, ...named]
    })
    .find((candidate) => plainName(candidate.builder) === wanted)
}

import { computed, type ComputedRef } from 'vue'
import type { NetworkSummary, Run } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import type { Cost } from '../../charts/accuracy-by-cost.ts'
import { useAnswer } from '../../lib/use-answer.ts'

/** What the networks of these runs cost, by run. Multiply-adds and memory are asked for once they are wanted. */
export function useNetworkCosts(
  runs: () => readonly Run[],
  isSummaryWanted: () => boolean,
): ComputedRef<ReadonlyMap<string, Readonly<Record<Cost, number | null>>>> {
  const { client } = useApi()
  const summaries = useAnswer(
    () =>
      isSummaryWanted()
        ? runs().map(({ id, config: { architecture, dataset, optimizer } }) => ({
            id,
            architecture,
            dataset,
            optimizer,
          }))
        : null,
    async (asked) =>
      new Map(
        await Promise.all(
          asked.map(async ({ id, ...network }): Promise<[string, NetworkSummary]> => [
            id,
            await client.architectures.summarize(network),
          ]),
        ),
      ),
  )
  return computed(
    () =>
      new Map(
        runs().map(({ id, parameters, latest, config: { batchSize } }) => {
          const summary = summaries.value.value?.get(id)
          const own = {
            parameters,
            multiplyAdds: summary?.multiplyAdds ?? null,
            imagesPerSecond: latest['images-per-second'] ?? null,
            memoryBytes: summary ? summary.memory.fixedBytes + batchSize * summary.memory.perImageBytes : null,
          }
          return [id, own] as const
        }),
      ),
  )
}

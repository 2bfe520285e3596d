import { computed, type ComputedRef } from 'vue'
import type { LinearModel, Run } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer, type Answer } from '../../lib/use-answer.ts'
import { useEvaluations } from '../../stores/evaluations.ts'
import { readFloats } from '../images/pixel-image.ts'
import type { LinearImages } from './linear-tiles.ts'

/** Images of each class in the figure. */
const perClass = 15

export interface LinearFigure {
  readonly model: Answer<LinearModel>
  readonly weights: ComputedRef<Float32Array>
  readonly images: Answer<LinearImages>
}

/** What the host knows of a run's linear model, and the first images of both classes. */
export function useLinearFigure(run: () => Run | null): LinearFigure {
  const { client } = useApi()
  const evaluations = useEvaluations()
  const model = useAnswer(
    () => {
      const own = run()
      // Asked again after every epoch, and when it was evaluated.
      const done = own ? (evaluations.byRun.get(own.id) ?? []).filter(({ state }) => state === 'done').length : 0
      return own ? { run: own.id, epoch: own.epoch, done } : null
    },
    ({ run: id }) => client.linearModels.read({ run: id }),
  )
  const images = useAnswer(
    () => model.value.value?.dataset ?? null,
    async (id): Promise<LinearImages> => {
      const pages = await Promise.all(
        [1, 0].map((label) => client.datasets.browse({ id, split: 'validation', class: label, limit: perClass })),
      )
      const chosen = pages.flatMap((page) => page.images)
      const { shape, pixels, labels } = await client.datasets.images({ id, split: 'validation', images: chosen })
      return { shape, pixels, labels, images: chosen }
    },
  )
  const weights = computed(() => readFloats(model.value.value?.weights ?? new Uint8Array()))
  return { model, weights, images }
}

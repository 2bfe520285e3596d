import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError, Dataset, NearestTraining, TrainingCrops } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useTask, type TaskRun } from '../../lib/use-task.ts'
import { usePixels, type DatasetImage } from '../../stores/pixels.ts'

/** Training images of each class that are shown. */
const shownNeighbours = 8
const mostCrops = 200

export interface SawQuestion {
  readonly evaluation: string
  readonly dataset: Pick<Dataset, 'id' | 'shape'>
  readonly image: number
  readonly input: 'clean' | 'seen'
  readonly classes: readonly number[]
}

export interface TrainingSaw {
  readonly nearest: ComputedRef<NearestTraining | null>
  /** The training image whose crops are shown. */
  readonly chosen: ShallowRef<number | null>
  readonly crops: ComputedRef<TrainingCrops | null>
  readonly error: ComputedRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  readonly progress: TaskRun<unknown, unknown>['progress']
  pixelsOf(image: number): DatasetImage | null
  cancel(): void
  retry(): void
}

/** What training saw of the classes of one image; null asks for nothing. */
export function useTrainingSaw(question: () => SawQuestion | null): TrainingSaw {
  const { client, connection } = useApi()
  const pixels = usePixels()
  const chosen = shallowRef<number | null>(null)

  // An answer stands beside its question, so that none is shown of another image.
  const near = useTask('near', async (task, asked: SawQuestion) => {
    const { evaluation, image, input, classes } = asked
    const wanted = { task, evaluation, image, input, classes: [...classes], count: shownNeighbours }
    return { key: JSON.stringify(asked), answer: await client.trainingSaw.nearest(wanted) }
  })
  const made = useTask('crops', async (task, asked: { evaluation: string; image: number }) => ({
    ...asked,
    answer: await client.trainingSaw.crops({ task, ...asked, limit: mostCrops }),
  }))

  const key = computed(() => JSON.stringify(question()))
  const nearest = computed(() => (near.result.value?.key === key.value ? near.result.value.answer : null))
  const ask = (): void => {
    const asked = question()
    if (asked) void near.run(asked)
    else near.cancel()
  }
  watch([key, connection], ask, { immediate: true })
  watch(nearest, (answer) => {
    chosen.value = answer?.classes[0]?.nearest[0]?.image ?? null
  })
  const askCrops = (): void => {
    const [asked, image] = [question(), chosen.value]
    if (asked && image !== null) void made.run({ evaluation: asked.evaluation, image })
    else made.cancel()
  }
  watch(chosen, askCrops)

  const demand = computed(() => {
    const asked = question()
    return asked && pixels.of(asked.dataset, 'train')
  })
  watch(nearest, (answer) =>
    demand.value?.want(answer?.classes.flatMap((it) => it.nearest.map(({ image }) => image)) ?? []),
  )
  onBeforeUnmount(() => demand.value?.want([]))

  return {
    nearest,
    chosen,
    crops: computed(() => {
      const { result } = made
      return result.value?.image === chosen.value && result.value?.evaluation === question()?.evaluation
        ? (result.value?.answer ?? null)
        : null
    }),
    error: computed(() => near.error.value ?? made.error.value),
    isBusy: computed(() => near.isBusy.value || made.isBusy.value),
    progress: near.progress,
    pixelsOf: (image) => demand.value?.get(image) ?? null,
    cancel() {
      near.cancel()
      made.cancel()
    },
    retry() {
      if (nearest.value === null) ask()
      else askCrops()
    },
  }
}

import { computed, onBeforeUnmount, watch, type ComputedRef } from 'vue'
import type { AppError, ExplainTarget, MethodChoice, Prediction } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { conditionTitle } from '../../lib/misclassified/evaluation-choice.ts'
import { explainedClasses } from '../../lib/misclassified/explain-target.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { mapKey, seenKey, useExplanations, type Perturbed } from '../../stores/explanations.ts'
import { useSystem } from '../../stores/system.ts'
import { imageOfBatch, type PixelImage } from '../images/pixel-image.ts'
import { laneWork, type LaneWork } from './lane-work.ts'
import type { ImageRow, ShownLayer } from './layer-row.ts'
import { useImagePredictions, type ImagePredictions } from './use-image-predictions.ts'
import { sharedFailure, withoutFailure } from './shared-failure.ts'
import { shownLayer } from './shown-layer.ts'
import type { Subject } from './use-subject.ts'

export interface ImageQuestion {
  readonly subject: Subject
  readonly image: number
  readonly layers: readonly MethodChoice[]
  readonly target: ExplainTarget
}

export interface ImageRows {
  readonly rows: ComputedRef<readonly ImageRow[]>
  /** What more than one picture failed of; their rows do not repeat it. */
  readonly failure: ComputedRef<AppError | undefined>
  readonly predictions: ImagePredictions
  readonly cleanPrediction: ComputedRef<Prediction | null>
  /** What the condition did to the image; undefined where it is clean, or still made. */
  readonly perturbed: ComputedRef<Perturbed | undefined>
  /** The class, or the difference of two, that the layers explain, in words. */
  readonly explained: ComputedRef<string>
  /** Path of the image in its source. */
  readonly name: ComputedRef<string>
  readonly work: ComputedRef<LaneWork | null>
  cancel(): void
  retry(): void
}

/**
 * Everything that is known of one image: its pixels from the dataset and its predictions from the store, for which no
 * engine is needed, then what its condition made of it, and its maps.
 */
export function useImageRows(question: ComputedRef<ImageQuestion | null>): ImageRows {
  const { client, connection } = useApi()
  const explanations = useExplanations()
  const system = useSystem()

  const isClean = computed(() => question.value?.subject.evaluation.condition.id === 'clean')
  const predictions = useImagePredictions(() => question.value)
  const pixels = useAnswer(
    () => {
      if (!question.value) return null
      const { subject, image } = question.value
      return { id: subject.dataset.id, split: subject.evaluation.split, images: [image] }
    },
    async (asked) => {
      const { shape, pixels, names } = await client.datasets.images(asked)
      return { number: asked.images[0], image: imageOfBatch(pixels, shape, 0), name: names[0] ?? '' }
    },
  )

  const keyOf = (input: 'clean' | 'seen', method: MethodChoice): string => {
    const { subject, image, target } = question.value as ImageQuestion
    return mapKey({ evaluation: subject.evaluation.id, image, input, method, target })
  }
  const ofSeen = computed(() =>
    question.value && !isClean.value ? seenKey(question.value.subject.evaluation.id, question.value.image) : null,
  )
  const inputs = computed(() => (isClean.value ? (['clean'] as const) : (['clean', 'seen'] as const)))
  const keys = computed(() => {
    const asked = question.value
    return asked ? inputs.value.flatMap((input) => asked.layers.map((layer) => keyOf(input, layer))) : []
  })
  watch(ofSeen, (key) => explanations.perturbed.want(key === null ? [] : [key]), { immediate: true })
  watch(keys, (wanted) => explanations.maps.want(wanted), { immediate: true })
  watch(
    () => keys.value.filter((key) => explanations.maps.get(key) !== undefined),
    (there) => explanations.scores.want(there.length === keys.value.length ? there : []),
    { immediate: true },
  )
  onBeforeUnmount(() => {
    explanations.perturbed.want([])
    explanations.maps.want([])
    explanations.scores.want([])
  })
  const retry = (): void => {
    explanations.perturbed.retry()
    explanations.maps.retry()
  }
  watch(connection, (state) => {
    if (state === 'connected') retry()
  })

  const perturbed = computed(() => (ofSeen.value === null ? undefined : explanations.perturbed.get(ofSeen.value)))
  const cleanPrediction = computed(() => predictions.clean.value ?? perturbed.value?.cleanPrediction ?? null)
  const clean = computed((): PixelImage | null =>
    pixels.value.value?.number === question.value?.image ? (pixels.value.value?.image ?? null) : null,
  )

  const explained = computed((): string => {
    if (!question.value) return ''
    const { subject, target } = question.value
    const names = subject.dataset.classes.map((it) => it.name)
    return explainedClasses(target, predictions.own.value ?? { truth: 0, predicted: 0 }, names)
  })
  const layersOf = (input: 'clean' | 'seen', { layers }: ImageQuestion): ShownLayer[] => {
    const about = { explained: explained.value, catalog: system.catalog }
    return layers.map((choice) => shownLayer(choice, { key: keyOf(input, choice), ...about }, explanations))
  }
  const computedRows = computed((): ImageRow[] => {
    const asked = question.value
    if (!asked) return []
    return inputs.value.map((input) => ({
      input,
      title: input === 'clean' ? 'Clean' : conditionTitle(system.catalog, asked.subject.evaluation.condition),
      image: input === 'clean' ? clean.value : (perturbed.value?.seen ?? null),
      sentence: null,
      failure:
        input === 'clean'
          ? (pixels.error.value ?? undefined)
          : ofSeen.value === null
            ? undefined
            : explanations.perturbed.failure(ofSeen.value),
      prediction: input === 'clean' && !isClean.value ? cleanPrediction.value : predictions.own.value,
      layers: layersOf(input, asked),
    }))
  })

  const failure = computed(() => sharedFailure(computedRows.value))
  const rows = computed(() => withoutFailure(computedRows.value, failure.value))

  const underWay = computed(() =>
    [...keys.value, ...(ofSeen.value === null ? [] : [ofSeen.value])].filter((key) => explanations.taskOf.has(key)),
  )
  return {
    rows,
    failure,
    predictions,
    cleanPrediction,
    perturbed,
    explained,
    name: computed(() => pixels.value.value?.name ?? ''),
    work: computed(() => {
      const tasks = underWay.value.map((key) => explanations.taskOf.get(key) ?? '')
      return laneWork(tasks, system.progress)
    }),
    cancel: () => {
      for (const key of underWay.value) void explanations.cancel(key)
    },
    retry,
  }
}

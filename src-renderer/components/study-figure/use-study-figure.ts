import { computed, onBeforeUnmount, watch, type ComputedRef } from 'vue'
import type { AppError, Dataset, FigureSubject } from '../../../src-main/contract/index.ts'
import { conditionTitle } from '../../lib/misclassified/evaluation-choice.ts'
import { explainedClasses } from '../../lib/misclassified/explain-target.ts'
import { mapKey, seenKey, useExplanations } from '../../stores/explanations.ts'
import { useRuns } from '../../stores/runs.ts'
import { useSystem } from '../../stores/system.ts'
import { sharedFailure, withoutFailure } from '../misclassified/shared-failure.ts'
import { shownLayer } from '../misclassified/shown-layer.ts'
import type { FigurePanel, FigureRow } from './figure-panel.ts'
import { useFigureImages, type FigureImages } from './use-figure-images.ts'

export interface ShownFigure {
  readonly images: FigureImages
  readonly dataset: ComputedRef<Dataset | null>
  /** Of its classes. */
  readonly names: ComputedRef<readonly string[]>
  readonly panels: ComputedRef<readonly FigurePanel[]>
  /** Why pictures could not be computed, once for all that failed of it. */
  readonly failure: ComputedRef<AppError | undefined>
  /** Pictures that are computed just now. */
  readonly waiting: ComputedRef<number>
  cancel(): void
  retry(): void
}

/** A study's figure over some runs, with everything that is to be computed for it. */
export function useStudyFigure(runIds: () => readonly string[]): ShownFigure {
  const runs = useRuns()
  const system = useSystem()
  const explanations = useExplanations()
  const images = useFigureImages(runIds)
  const maps = computed(() => images.plan.value.value?.maps ?? [])
  const dataset = computed(() => system.datasets.get(images.plan.value.value?.dataset ?? '') ?? null)

  const names = computed(() => dataset.value?.classes.map(({ name }) => name) ?? [])

  function rowOf(subject: FigureSubject, image: number, input: FigureRow['input']): FigureRow[] {
    const run = runs.byId.get(subject.run)
    if (!run) return []
    const isClean = input === 'clean'
    const evaluation = isClean ? subject.clean : subject.attacked
    const title = isClean ? 'Clean' : conditionTitle(system.catalog, subject.attack)
    const about = { input, title, run }
    const nothing = { ...about, image: null, failure: undefined, prediction: null, layers: [], mapKeys: [] }
    if (evaluation === null) {
      return [{ ...nothing, sentence: `Not evaluated under "${title}".`, missing: subject, seenKey: null }]
    }
    const prediction = images.predictionOf(evaluation, image)
    if (!prediction) {
      const sentence = prediction === null ? `Not among the images that were evaluated under "${title}".` : null
      return [{ ...nothing, sentence, missing: null, seenKey: null }]
    }
    const key = seenKey(evaluation, image)
    const explained = explainedClasses('predicted', prediction, names.value)
    const mapKeys = maps.value.map((method) => mapKey({ evaluation, image, input, method, target: 'predicted' }))
    return [
      {
        ...about,
        image: isClean ? images.pixelsOf(image) : (explanations.perturbed.get(key)?.seen ?? null),
        sentence: null,
        failure: isClean ? images.pixelsError.value : explanations.perturbed.failure(key),
        prediction,
        layers: maps.value.map((choice, at) =>
          shownLayer(choice, { key: mapKeys[at] ?? '', explained, catalog: system.catalog }, explanations),
        ),
        missing: null,
        mapKeys,
        seenKey: isClean ? null : key,
      },
    ]
  }

  const computedPanels = computed((): FigurePanel[] =>
    images.places.value.map((place) => {
      const { image } = place
      const inputs = ['clean', 'seen'] as const
      const rows =
        image === null
          ? []
          : images.subjects.value.flatMap((subject) => inputs.flatMap((input) => rowOf(subject, image, input)))
      return { ...place, rows }
    }),
  )
  const allRows = computed(() => computedPanels.value.flatMap(({ rows }) => rows))
  const failure = computed(() => sharedFailure(allRows.value))

  const seenKeys = computed(() => allRows.value.flatMap((row) => row.seenKey ?? []))
  const mapKeys = computed(() => allRows.value.flatMap((row) => row.mapKeys))
  watch(
    () => JSON.stringify([seenKeys.value, mapKeys.value]),
    () => {
      explanations.perturbed.want(seenKeys.value)
      explanations.maps.want(mapKeys.value)
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    explanations.perturbed.want([])
    explanations.maps.want([])
  })
  const underWay = computed(() => [...seenKeys.value, ...mapKeys.value].filter((key) => explanations.taskOf.has(key)))

  return {
    images,
    dataset,
    names,
    panels: computed(() =>
      computedPanels.value.map((panel) => ({ ...panel, rows: withoutFailure(panel.rows, failure.value) })),
    ),
    failure,
    waiting: computed(() => underWay.value.length),
    cancel() {
      for (const key of underWay.value) void explanations.cancel(key)
    },
    retry() {
      explanations.perturbed.retry()
      explanations.maps.retry()
    },
  }
}

import { computed, type ComputedRef } from 'vue'
import type { AppError, FigureSubject, GalleryRow, Prediction, StudyFigure } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer, type Answer } from '../../lib/use-answer.ts'
import { useQuery } from '../../lib/use-query.ts'
import { useEvaluations } from '../../stores/evaluations.ts'
import { seenKey } from '../../stores/explanations.ts'
import { useRuns } from '../../stores/runs.ts'
import { imageOfBatch, type PixelImage } from '../images/pixel-image.ts'
import { defaultImage, doneIds, readPlaces, writePlaces } from './figure-panel.ts'

/** Runs in one figure. */
const mostRuns = 6

/** One place of a figure: a class of the study, and the class and image that stand there. */
export interface FigurePlace {
  readonly word: string
  readonly class: number | null
  readonly choices: readonly GalleryRow[]
  readonly image: number | null
}

export interface FigureImages {
  readonly plan: Answer<StudyFigure>
  readonly subjects: ComputedRef<readonly FigureSubject[]>
  readonly places: ComputedRef<readonly FigurePlace[]>
  /** Undefined until it is known, null where the evaluation did not see the image. */
  predictionOf(evaluation: string, image: number): Prediction | null | undefined
  pixelsOf(image: number): PixelImage | null
  readonly pixelsError: ComputedRef<AppError | undefined>
  chooseClass(place: number, label: number): void
  chooseImage(place: number, image: number): void
}

/** Which images a study's figure shows, kept in the address, with all that the host knows of them without an engine. */
export function useFigureImages(runIds: () => readonly string[]): FigureImages {
  const { client } = useApi()
  const query = useQuery()
  const runs = useRuns()
  const evaluations = useEvaluations()

  const plan = useAnswer(
    () => {
      const asked = runIds().slice(0, mostRuns)
      // Asked again when one of them was evaluated.
      const done = asked.flatMap((id) => doneIds(evaluations.byRun.get(id) ?? []))
      return asked.length === 0 ? null : { runs: asked, done }
    },
    ({ runs: ids }) => client.studies.figure({ runs: ids }),
  )
  const figure = plan.value
  const subjects = computed(() => (figure.value?.subjects ?? []).filter(({ run }) => runs.byId.has(run)))
  const classes = computed(() => {
    const chosen = readPlaces(query.one('classes'))
    return (figure.value?.classes ?? []).map((own, place) => chosen[place] ?? own.class)
  })

  const ofClass = async (evaluation: string, label: number | null): Promise<GalleryRow[]> =>
    label === null
      ? []
      : (await client.evaluations.gallery({ evaluation, outcome: 'all', truth: [label], limit: 1000 })).rows
  const galleries = useAnswer(
    () => {
      const evaluation = subjects.value.find(({ clean }) => clean !== null)?.clean ?? null
      return evaluation === null ? null : { evaluation, classes: classes.value }
    },
    (asked) => Promise.all(asked.classes.map((label) => ofClass(asked.evaluation, label))),
  )
  const places = computed(() => {
    const chosen = readPlaces(query.one('images'))
    return (figure.value?.classes ?? []).map(({ word }, place): FigurePlace => {
      const choices = galleries.value.value?.[place] ?? []
      const named = choices.find(({ image }) => image === chosen[place])?.image
      return { word, class: classes.value[place] ?? null, choices, image: named ?? defaultImage(choices) }
    })
  })
  const images = computed(() => places.value.flatMap(({ image }) => image ?? []))

  const outcomes = useAnswer(
    () => {
      const ids = subjects.value.flatMap(({ clean, attacked }) => [clean ?? [], attacked ?? []].flat())
      return ids.length === 0 || images.value.length === 0 ? null : { evaluations: ids, images: images.value }
    },
    async (asked) => {
      const found = await Promise.all(
        asked.images.map(async (image) => {
          const predictions = await client.evaluations.ofImage({ evaluations: asked.evaluations, image })
          return predictions.map((outcome, at) => [seenKey(asked.evaluations[at] ?? '', image), outcome] as const)
        }),
      )
      return new Map(found.flat())
    },
  )
  const pixels = useAnswer(
    () => (figure.value && images.value.length > 0 ? { id: figure.value.dataset, images: images.value } : null),
    async ({ id, images: asked }) => {
      const answer = await client.datasets.images({ id, split: 'validation', images: asked })
      return new Map(asked.map((image, at) => [image, imageOfBatch(answer.pixels, answer.shape, at)]))
    },
  )

  const choose = (name: 'classes' | 'images', place: number, value: number): void => {
    query.set({ [name]: writePlaces(readPlaces(query.one(name)), place, value) })
  }
  return {
    plan,
    subjects,
    places,
    predictionOf: (evaluation, image) => outcomes.value.value?.get(seenKey(evaluation, image)),
    pixelsOf: (image) => pixels.value.value?.get(image) ?? null,
    pixelsError: computed(() => pixels.error.value ?? undefined),
    chooseClass: (place, label) => choose('classes', place, label),
    chooseImage: (place, image) => choose('images', place, image),
  }
}

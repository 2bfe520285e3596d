import { computed, onBeforeUnmount, watch, type ComputedRef } from 'vue'
import type { AppError, Prediction } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { seenKey, useExplanations } from '../../stores/explanations.ts'
import type { PixelImage } from '../images/pixel-image.ts'
import type { MaxoutRun, Model } from './maxout-runs.ts'

/** One digit under FGSM, as one of the models sees it. */
export interface AttackedDigit {
  readonly image: number
  readonly pixels: PixelImage | null
  readonly prediction: Prediction | null
}

export interface MaxoutDigits {
  readonly rows: ComputedRef<readonly { readonly model: Model; readonly digits: readonly AttackedDigit[] }[]>
  /** Why pictures could not be made. */
  readonly failure: ComputedRef<AppError | undefined>
  retry(): void
}

/** The first image of each class that both runs were attacked on, as FGSM moves it against each. */
export function useMaxoutDigits(runs: () => readonly MaxoutRun[], classes: () => number): MaxoutDigits {
  const { client } = useApi()
  const explanations = useExplanations()
  const attacked = computed(() =>
    runs().flatMap(({ model, evaluations: { fgsm } }) => (fgsm ? [{ model, evaluation: fgsm.id }] : [])),
  )
  const chosen = useAnswer(
    () => {
      const [first] = attacked.value
      return first && classes() > 0 ? { evaluations: attacked.value, classes: classes() } : null
    },
    async ({ evaluations, classes: count }) => {
      const first = evaluations[0]?.evaluation ?? ''
      const pages = await Promise.all(
        Array.from({ length: count }, (_, label) =>
          client.evaluations.gallery({ evaluation: first, outcome: 'all', truth: [label], sort: 'image', limit: 1 }),
        ),
      )
      const images = pages.flatMap(({ rows }) => rows.map(({ image }) => image))
      const ids = evaluations.map(({ evaluation }) => evaluation)
      const outcomes = await Promise.all(images.map((image) => client.evaluations.ofImage({ evaluations: ids, image })))
      return evaluations.map(({ model, evaluation }, at) => ({
        ...{ model, evaluation },
        digits: images.map((image, place) => ({ image, prediction: outcomes[place]?.[at] ?? null })),
      }))
    },
  )
  const keys = computed(() =>
    (chosen.value.value ?? []).flatMap(({ evaluation, digits }) =>
      digits.flatMap(({ image, prediction }) => (prediction ? [seenKey(evaluation, image)] : [])),
    ),
  )
  watch(
    () => JSON.stringify(keys.value),
    () => explanations.perturbed.want(keys.value),
    { immediate: true },
  )
  onBeforeUnmount(() => explanations.perturbed.want([]))

  const rows = computed(() =>
    (chosen.value.value ?? []).map(({ model, evaluation, digits }) => ({
      model,
      digits: digits.map((digit) => ({
        ...digit,
        pixels: explanations.perturbed.get(seenKey(evaluation, digit.image))?.seen ?? null,
      })),
    })),
  )
  const failure = computed(() => keys.value.map(explanations.perturbed.failure).find((found) => found !== undefined))
  return { rows, failure, retry: () => explanations.perturbed.retry() }
}

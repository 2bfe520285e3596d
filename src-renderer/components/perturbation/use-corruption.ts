import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { AppError, CorruptedImage, MethodChoice } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useTask } from '../../lib/use-task.ts'
import { readImage, type PixelImage } from '../images/pixel-image.ts'

/** An image of an evaluation, and what changes it. */
interface CorruptSubject {
  readonly evaluation: string
  readonly image: number
  readonly corruption: MethodChoice
}

export interface Corrupted extends Pick<CorruptedImage, 'prediction' | 'perturbation'> {
  readonly image: PixelImage
}

/** An image under a corruption, as fast as answers come; null asks for nothing. */
export function useCorruption(subject: () => CorruptSubject | null): {
  /** The newest answer for this image and kind of corruption, which may lag behind the slider. */
  readonly shown: ComputedRef<Corrupted | null>
  /** Whether the slider has moved on since. */
  readonly isOld: ComputedRef<boolean>
  readonly error: ComputedRef<AppError | null>
  readonly isBusy: ComputedRef<boolean>
  /** Whether the present question was cancelled: nothing answers it before `retry`. */
  readonly isCancelled: Readonly<ShallowRef<boolean>>
  readonly note: ComputedRef<string | null>
  cancel(): void
  retry(): void
} {
  const { client, connection } = useApi()
  const answers = useTask('corrupt', async (task, asked: { key: string; of: CorruptSubject }) => ({
    ...asked,
    answer: await client.perturbations.corrupted({ task, ...asked.of }),
  }))
  const keyOf = ({ evaluation, image, corruption }: CorruptSubject): string =>
    JSON.stringify([evaluation, image, corruption.id, corruption.params])
  const kindOf = ({ evaluation, image, corruption }: CorruptSubject): string =>
    JSON.stringify([evaluation, image, corruption.id])
  const key = computed(() => {
    const of = subject()
    return of ? keyOf(of) : ''
  })

  const isCancelled = shallowRef(false)
  const ask = async (isFresh: boolean): Promise<void> => {
    const of = subject()
    isCancelled.value = false
    if (!of) return answers.cancel()
    // Every answer is shown, and the next question is where the slider is then.
    if (answers.isBusy.value && !isFresh) return
    const own = keyOf(of)
    await answers.run({ key: own, of })
    const isDone = !answers.isBusy.value && answers.error.value === null && !isCancelled.value
    if (own !== key.value && isDone) void ask(false)
  }
  watch(key, () => void ask(false), { immediate: true })
  watch(connection, () => void ask(true))

  const current = computed(() => {
    const [of, known] = [subject(), answers.result.value]
    return of && known && kindOf(known.of) === kindOf(of) ? known : null
  })
  return {
    shown: computed(() => {
      if (!current.value) return null
      const { pixels, shape, prediction, perturbation } = current.value.answer
      return { prediction, perturbation, image: readImage(pixels, shape) }
    }),
    isOld: computed(() => current.value !== null && current.value.key !== key.value),
    error: computed(() => answers.error.value),
    isBusy: answers.isBusy,
    note: computed(() => answers.progress.value?.note ?? null),
    isCancelled,
    cancel(): void {
      answers.cancel()
      isCancelled.value = true
    },
    retry: () => void ask(true),
  }
}

import { watch, type ComputedRef } from 'vue'
import type { MethodChoice, VisualizedUnit } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useTask, type TaskRun } from '../../lib/use-task.ts'
import { readImage, type PixelImage } from '../images/pixel-image.ts'

export interface VisualizeWish {
  readonly method: MethodChoice
  readonly unit: VisualizedUnit
  readonly seed: number
}

/** An image that a part of the network answers to, beside what was asked for. */
export interface MadeImage extends VisualizeWish {
  readonly image: PixelImage
  readonly activation: number
}

/** Asks for such images of an evaluated checkpoint; another evaluation has none yet. */
export function useVisualize(evaluation: ComputedRef<string>): TaskRun<VisualizeWish, MadeImage> {
  const { client } = useApi()
  const task = useTask('visualize', async (name, wish: VisualizeWish): Promise<MadeImage> => {
    const { shape, image, activation } = await client.evaluations.visualize({
      ...wish,
      task: name,
      evaluation: evaluation.value,
    })
    return { ...wish, activation, image: readImage(image, shape) }
  })
  watch(evaluation, () => {
    task.cancel()
    task.result.value = null
    task.error.value = null
  })
  return task
}

import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef } from 'vue'
import {
  AppError,
  explainedInWords,
  maxImageFileBytes,
  uploadImageFile,
  type FileTarget,
  type MethodChoice,
  type OpenedImage,
} from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { taskName } from '../../lib/task-name.ts'
import { useAnswer } from '../../lib/use-answer.ts'
import { fileMapKey, useImageFiles } from '../../stores/image-files.ts'
import { useSystem } from '../../stores/system.ts'
import { imageOfBatch } from '../images/pixel-image.ts'
import { laneWork } from '../misclassified/lane-work.ts'
import type { ImageRow } from '../misclassified/layer-row.ts'
import { shownLayer } from '../misclassified/shown-layer.ts'

export interface FileQuestion {
  readonly checkpoint: number
  readonly layers: readonly MethodChoice[]
  readonly target: FileTarget
  /** Of the classes of the checkpoint's dataset. */
  readonly names: readonly string[]
}

/** The chosen file as a checkpoint sees it, with its maps. */
export function useImageFile(question: ComputedRef<FileQuestion | null>) {
  const { client } = useApi()
  const files = useImageFiles()
  const system = useSystem()
  const opening = shallowRef<{ readonly task: string; readonly controller: AbortController } | null>(null)

  const cancelOpening = (): void => {
    const { task, controller } = opening.value ?? {}
    opening.value = null
    // While the file is sent, the host does not know the task yet.
    controller?.abort(new AppError('cancelled', 'The file was not opened: cancelled.'))
    if (task !== undefined) client.tasks.cancel({ task }).catch(() => undefined)
  }
  const open = async (checkpoint: number): Promise<OpenedImage | null> => {
    const file = files.chosen?.file
    if (!file) return null
    cancelOpening()
    const task = taskName('open-file')
    const controller = new AbortController()
    const own = { task, controller }
    opening.value = own
    try {
      if (file.size > maxImageFileBytes) {
        throw new AppError('invalid-input', `"${file.name}" has more than ${maxImageFileBytes / 2 ** 20} MiB.`, {
          hint: 'Save the image smaller.',
        })
      }
      await uploadImageFile(client, task, await readFile(file), controller.signal)
      return await client.imageFiles.open({ task, upload: task, name: file.name, checkpoint })
    } finally {
      if (opening.value === own) opening.value = null
    }
  }
  const answer = useAnswer(
    () => {
      const { checkpoint } = question.value ?? {}
      return files.chosen && checkpoint !== undefined ? { checkpoint, serial: files.chosen.serial } : null
    },
    async (asked) => ({ ...asked, opened: await open(asked.checkpoint) }),
  )
  /** Null while another one is on its way. */
  const opened = computed((): OpenedImage | null => {
    const { checkpoint, serial, opened: image } = answer.value.value ?? {}
    return checkpoint === question.value?.checkpoint && serial === files.chosen?.serial ? (image ?? null) : null
  })

  const keys = computed(() => {
    const { layers, target } = question.value ?? {}
    const file = opened.value?.file
    return file && layers && target ? layers.map((method) => fileMapKey({ file, method, target })) : []
  })
  watch(keys, (wanted) => files.maps.want(wanted), { immediate: true })
  watch(
    () => keys.value.filter((key) => files.maps.get(key) !== undefined),
    (there) => files.scores.want(there.length === keys.value.length ? there : []),
    { immediate: true },
  )
  onBeforeUnmount(() => {
    cancelOpening()
    files.maps.want([])
    files.scores.want([])
  })

  const explained = computed((): string => {
    if (!question.value || !opened.value) return ''
    const { target, names } = question.value
    const { predicted } = opened.value.classification
    if (target === 'predicted') return explainedInWords(predicted, null, names)
    return explainedInWords(target.class, 'against' in target ? target.against : null, names)
  })
  const row = computed((): ImageRow | null => {
    if (!question.value || !opened.value) return null
    const { name, pixels, shape, classification } = opened.value
    const about = { explained: explained.value, catalog: system.catalog }
    return {
      ...{ input: 'clean', title: name, sentence: null, failure: undefined, prediction: classification },
      image: imageOfBatch(pixels, shape, 0),
      layers: question.value.layers.map((choice, index) =>
        shownLayer(choice, { key: keys.value[index] ?? '', ...about }, files),
      ),
    }
  })
  const tasks = computed(() => [
    ...(opening.value === null ? [] : [opening.value.task]),
    ...keys.value.flatMap((key) => files.taskOf.get(key) ?? []),
  ])

  return {
    opened,
    row,
    explained,
    error: answer.error,
    isOpening: answer.isWaiting,
    work: computed(() => laneWork(tasks.value, system.progress)),
    cancel: (): void => {
      cancelOpening()
      for (const task of tasks.value) client.tasks.cancel({ task }).catch(() => undefined)
    },
    /** Opens the file anew where the host has forgotten it, else asks again for what failed. */
    retry: (): void => {
      const isForgotten = keys.value.some((key) => files.maps.failure(key)?.code === 'not-found')
      if (isForgotten || answer.error.value) answer.ask()
      else files.maps.retry()
    },
  }
}

async function readFile(file: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (error) {
    // A folder, or a file that is gone.
    throw new AppError('invalid-input', `"${file.name}" cannot be read.`, {
      hint: 'Choose an image file.',
      cause: error,
    })
  }
}

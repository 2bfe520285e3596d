import { basename } from 'node:path'
import {
  AppError,
  canonicalMethod,
  type Explanation,
  type FileTarget,
  type Handlers,
  type MethodChoice,
  type OpenedImage,
} from '../../contract/index.ts'
import type { ExplainedClasses } from '../../engine/questions.ts'
import type { HostContext } from '../context.ts'
import { fitInThread } from '../image-files/fit-in-thread.ts'
import { createUploads } from '../image-files/uploads.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { newId } from '../new-id.ts'
import type { Tasks } from '../tasks.ts'
import { completedMethod } from './completed-method.ts'
import { datasetOf } from './evaluations.ts'
import { chosenClasses, savedModel } from './explained-subject.ts'
import { findRun } from './runs.ts'

/** What is held of a file while it is looked at. */
interface HeldImage {
  readonly opened: OpenedImage
  readonly model: ReturnType<typeof savedModel>
  readonly classes: number
  /** float32 [height, width, channels], values in [0, 1]. */
  readonly floats: Uint8Array<ArrayBuffer>
  /** By method and classes. */
  readonly maps: Map<string, Explanation>
}

interface ExplainRequest {
  readonly task: string
  readonly file: string
  readonly method: MethodChoice
  readonly target: FileTarget
}

/** Files that are looked at; beyond, the one that was opened first is dropped. */
const mostHeld = 8

/** The key of the noise that methods draw: a file has no number, and the same file has the same map. */
const noiseKey = 0

/** Image files of the user's own, decoded, classified and explained. All is held in memory, nothing is stored. */
export function createImageFiles(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  tasks: Tasks,
): Handlers['imageFiles'] {
  const uploads = createUploads()
  const held = new Map<string, HeldImage>()

  const find = (file: string): HeldImage => {
    const found = held.get(file)
    if (found) return found
    throw new AppError('not-found', 'This image file is not open any more.', { hint: 'Open it again.' })
  }

  const explained = async ({ task, file, method: choice, target }: ExplainRequest) => {
    const image = find(file)
    const method = completedMethod('saliency', choice)
    const classes: ExplainedClasses =
      target === 'predicted' ? [image.opened.classification.predicted, null] : chosenClasses(image.classes, target)
    const key = `${classes.join()} ${canonicalMethod(method)}`
    const known = image.maps.get(key)
    if (known) return { image, classes, map: known }
    const question = async () => ({ ...image.model, image: noiseKey, pixels: image.floats, method, classes })
    const map = await lane.ask(task, 'explain', question)
    image.maps.set(key, map)
    return { image, classes, map }
  }

  return {
    upload({ upload, offset, bytes }) {
      uploads.add(upload, offset, bytes)
      return null
    },

    open: ({ task, upload, name: given, checkpoint }) =>
      tasks.run(task, async (signal) => {
        const bytes = uploads.take(upload)
        const saved = context.store.checkpoints.get(checkpoint)
        if (!saved)
          throw new AppError('not-found', `There is no checkpoint ${checkpoint}.`, { hint: 'Choose another.' })
        const run = findRun(context, saved.run)
        const { shape, classes } = datasetOf(context, run)
        const name = basename(given) || 'The file'
        const { pixels, original, fitted } = await fitInThread({ bytes, name, shape }, signal)
        const model = savedModel(context, run, saved)
        const floats = new Uint8Array(Float32Array.from(pixels, (value) => value / 255).buffer)
        const classification = await lane.ask(task, 'classify-image', async () => ({ ...model, pixels: floats }))
        const opened: OpenedImage = { file: newId(), name, shape, pixels, original, fitted, classification }
        held.set(opened.file, { opened, model, classes: classes.length, floats, maps: new Map() })
        const [first] = held.keys()
        if (held.size > mostHeld && first !== undefined) held.delete(first)
        return opened
      }),

    explain: (request) => tasks.run(request.task, async () => (await explained(request)).map),

    scores: (request) =>
      tasks.run(request.task, async () => {
        const { image, classes, map } = await explained(request)
        const about = { image: noiseKey, classes, map: map.map, pixels: image.floats, cleanMap: null, box: null }
        const ask = async () => ({ ...image.model, ...about })
        const { deletion, insertion } = await lane.ask(request.task, 'score-map', ask, { isBackground: true })
        return { deletion, insertion }
      }),
  }
}

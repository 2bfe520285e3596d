import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import {
  canonicalMethod,
  type ExplainTarget,
  type MapScores,
  type MethodChoice,
  type SeenImage,
} from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { readMap, type FloatMap } from '../colormaps/paint-map.ts'
import { readImage, type PixelImage } from '../components/images/pixel-image.ts'
import { createDemand } from '../lib/misclassified/demand.ts'
import { abortableTask } from '../lib/task-name.ts'

/** One map: of an image as it is or as an evaluation saw it, by one method, of one logit or a difference of two. */
export interface MapRequest {
  readonly evaluation: string
  readonly image: number
  readonly input: 'clean' | 'seen'
  readonly method: MethodChoice
  readonly target: ExplainTarget
}

/** What an evaluation did to an image. */
export interface Perturbed extends Omit<SeenImage, 'clean' | 'seen'> {
  readonly clean: PixelImage
  readonly seen: PixelImage
}

export const mapKey = ({ evaluation, image, input, method, target }: MapRequest): string =>
  JSON.stringify([evaluation, image, input, canonicalMethod(method), target])
export function readMapKey(key: string): MapRequest {
  const [evaluation, image, input, method, target] = JSON.parse(key) as [
    string,
    number,
    MapRequest['input'],
    string,
    ExplainTarget,
  ]
  return { evaluation, image, input, method: JSON.parse(method) as MethodChoice, target }
}
export const seenKey = (evaluation: string, image: number): string => JSON.stringify([evaluation, image])
function readSeenKey(key: string): Pick<MapRequest, 'evaluation' | 'image'> {
  const [evaluation, image] = JSON.parse(key) as [string, number]
  return { evaluation, image }
}

/** Saliency maps and perturbed images: from their files where they were computed, else from the interactive lane. */
export const useExplanations = defineStore('explanations', () => {
  const { client } = useApi()
  /** The task of the interactive lane that computes a key just now. */
  const taskOf = shallowReactive(new Map<string, string>())

  const asTask = async <T>(key: string, signal: AbortSignal, call: (task: string) => Promise<T>): Promise<T> => {
    const task = abortableTask(client, 'explain', signal)
    taskOf.set(key, task)
    try {
      return await call(task)
    } finally {
      if (taskOf.get(key) === task) taskOf.delete(key)
    }
  }
  const cancel = async (key: string): Promise<void> => {
    const task = taskOf.get(key)
    if (task !== undefined) await client.tasks.cancel({ task })
  }

  const maps = createDemand<string, FloatMap>({
    batch: 1,
    parallel: 8,
    capacity: 400,
    async load([key = ''], signal) {
      const request = readMapKey(key)
      return [[key, readMap(await asTask(key, signal, (task) => client.evaluations.explain({ task, ...request })))]]
    },
  })
  const perturbed = createDemand<string, Perturbed>({
    batch: 1,
    parallel: 2,
    capacity: 100,
    async load([key = ''], signal) {
      const of = readSeenKey(key)
      const answer = await asTask(key, signal, (task) => client.evaluations.seenImage({ task, ...of }))
      const { clean, seen, shape } = answer
      return [[key, { ...answer, clean: readImage(clean, shape), seen: readImage(seen, shape) }]]
    },
  })

  /** How far a map can be believed: computed when nobody waits for anything else, and kept as it is. */
  const scores = createDemand<string, MapScores>({
    batch: 1,
    parallel: 1,
    capacity: 400,
    async load([key = ''], signal) {
      const task = abortableTask(client, 'scores', signal)
      return [[key, await client.evaluations.scoreMap({ task, ...readMapKey(key) })]]
    },
  })

  // Its number stays when it is evaluated anew; its predictions, and so what is explained by them, need not.
  client.evaluations.on('changed', ({ id }) => {
    for (const demand of [maps, scores]) demand.forget((key) => readMapKey(key).evaluation === id)
    perturbed.forget((key) => readSeenKey(key).evaluation === id)
  })

  return { maps, perturbed, scores, taskOf, cancel }
})

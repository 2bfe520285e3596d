import { join } from 'node:path'
import type { AnswerOf } from '../../engine/questions.ts'
import { packSeenClass, unpackSeenClass, type SeenClass } from '../class-features-file.ts'
import { createComputeOnce } from '../compute-once.ts'
import type { HostContext } from '../context.ts'
import { readWhole, writeWhole } from '../explanation-files.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { tellTask } from '../tasks.ts'
import { relativePath } from './describe.ts'
import { datasetOf } from './evaluations.ts'
import { modelOf, type EvaluatedModel } from './explained-subject.ts'

type Page = AnswerOf<'class-features'>

/** Training images in one question to the lane: few, so that a click in between does not wait for all of them. */
const perQuestion = 32

/** Features of training images: computed once for each class of a checkpoint, read from their file from then on. */
export function createClassFeatures(context: HostContext, lane: Pick<InteractiveLane, 'ask'>) {
  const { store, workspace, journal } = context
  const computeOnce = createComputeOnce<SeenClass>()

  async function compute(task: string, model: EvaluatedModel, label: number, signal: AbortSignal): Promise<SeenClass> {
    const name = datasetOf(context, model.run).classes[label]?.name ?? label
    const pages: Page[] = []
    for (let done = 0, total = 1; done < total; done += perQuestion) {
      signal.throwIfAborted()
      const page = await lane.ask(task, 'class-features', async () => ({
        ...modelOf(context, model),
        class: label,
        offset: done,
        limit: perQuestion,
      }))
      pages.push(page)
      total = page.total
      const note = `training images of "${name}"`
      tellTask(context, task, { done: Math.min(total, done + perQuestion), total, note })
    }
    return joinPages(pages)
  }

  async function computeAndKeep(...[task, model, label, signal]: Parameters<typeof compute>): Promise<SeenClass> {
    const seen = await compute(task, model, label, signal)
    const checkpoint = model.evaluation.checkpoint as number
    const path = join(workspace.explanations, model.run.id, 'features', `${checkpoint}-${label}.f32`)
    const file = await writeWhole(path, packSeenClass(seen))
    const { layer, images } = seen
    const row = { ...file, layer, images: images.length, path: relativePath(context, path), createdAt: context.now() }
    journal(() => store.classFeatures.put({ checkpoint, class: label }, row))
    return seen
  }

  async function read(checkpoint: number, label: number): Promise<SeenClass | null> {
    const row = store.classFeatures.get({ checkpoint, class: label })
    const content = row && (await readWhole(join(workspace.folder, row.path), row))
    return content ? unpackSeenClass(content, row) : null
  }

  return function seenClass(...asked: Parameters<typeof compute>): Promise<SeenClass> {
    const [, { evaluation }, label, signal] = asked
    const checkpoint = evaluation.checkpoint ?? -1
    const kept = { key: `${checkpoint}/${label}`, read: () => read(checkpoint, label) }
    return computeOnce({ ...kept, compute: () => computeAndKeep(...asked) }, signal)
  }
}

function joinPages(pages: readonly Page[]): SeenClass {
  const bytes = Uint8Array.from(Buffer.concat(pages.map(({ features }) => features)))
  return {
    layer: pages[0]?.layer ?? '',
    images: Int32Array.from(pages.flatMap(({ images }) => images)),
    predicted: Int32Array.from(pages.flatMap(({ predicted }) => predicted)),
    confidence: Float32Array.from(pages.flatMap(({ confidence }) => confidence)),
    features: new Float32Array(bytes.buffer),
  }
}

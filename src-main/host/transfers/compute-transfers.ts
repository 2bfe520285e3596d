import { mostKeptModels } from '../../engine/questions.ts'
import type { TransferKey } from '../../store/transfers.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import type { Model } from '../services/compared-model.ts'
import { savedModel } from '../services/explained-subject.ts'
import { tellAskers, type SharedWork } from '../share-work.ts'
import { transferKey, type TransferPlan } from './plan-transfers.ts'

interface Tools {
  readonly context: HostContext
  readonly lane: Pick<InteractiveLane, 'ask'>
}

/** Nobody waits for it: a person's own questions pass. */
const background = { isBackground: true } as const
/** Images in one question: few, so that what is interrupted is soon done again. */
const attackedAtOnce = 32
const judgedAtOnce = 128
/** Adversarial images that are held until every target has seen them. */
const keptBytes = 64 * 2 ** 20

/**
 * Computes and keeps what is missing, part by part: what each model says of the images as they are, then source by source
 * what all say of the images that were attacked on it. What was computed is kept when it is cancelled.
 */
export async function computeTransfers(tools: Tools, plan: TransferPlan, work: SharedWork): Promise<void> {
  const { context } = tools
  const { models, images, dataset } = plan
  // Each model sees the clean images, is attacked on them, and is shown those of all.
  const total = images.length * models.length * (models.length + 2)
  let done = 0
  const advance = (count: number, note: string): void => {
    done += count
    tellAskers(context, work, { done, total, note })
  }
  const imageBytes = 4 * dataset.shape[0] * dataset.shape[1] * dataset.shape[2]
  // Models that do not stay loaded are to be loaded as seldom as the memory for images allows.
  const most = Math.max(attackedAtOnce, Math.floor(keptBytes / imageBytes))
  const perPart = models.length > mostKeptModels ? most : Math.min(most, judgedAtOnce)

  for (const model of models) {
    const key = transferKey(plan, 'clean', model, model)
    const missing = missingOf(context, key, images)
    advance(images.length - missing.length, '')
    for (const part of partsOf(missing, judgedAtOnce)) {
      await judge(tools, plan, work, { key, model, part, pixels: null })
      advance(part.length, `"${model.run.name}" on images as they are`)
    }
  }
  for (const source of models) {
    const targets = models.map((model) => {
      const key = transferKey(plan, 'attacked', source, model)
      return { model, key, missing: new Set(missingOf(context, key, images)) }
    })
    advance(
      targets.reduce((sum, { missing }) => sum + images.length - missing.size, 0),
      '',
    )
    const wanted = [...images].filter((image) => targets.some(({ missing }) => missing.has(image)))
    const note = `images attacked on "${source.run.name}"`
    advance(images.length - wanted.length, note)
    for (const part of partsOf(wanted, perPart)) {
      const pixels = await attack(tools, plan, work, { source, part, tell: (count) => advance(count, note) })
      for (const { model, key, missing } of targets) {
        if (!part.some((image) => missing.has(image))) continue
        await judge(tools, plan, work, { key, model, part, pixels })
        advance(part.filter((image) => missing.has(image)).length, `${note}, shown to "${model.run.name}"`)
      }
    }
  }
}

function missingOf({ store }: HostContext, key: TransferKey, images: Int32Array): number[] {
  const outcomes = store.transfers.of(key)
  return Array.from(images).filter((image) => !outcomes[image])
}

const partsOf = (images: readonly number[], size: number): number[][] =>
  Array.from({ length: Math.ceil(images.length / size) }, (_, i) => images.slice(i * size, (i + 1) * size))

/** float32 pixels of the images under the attack, one image behind the other. */
async function attack(
  { context, lane }: Tools,
  plan: TransferPlan,
  { task, signal }: SharedWork,
  { source, part, tell }: { source: Model; part: readonly number[]; tell: (count: number) => void },
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for (const images of partsOf(part, attackedAtOnce)) {
    signal.throwIfAborted()
    const question = async () => ({
      ...savedModel(context, source.run, source.checkpoint),
      split: plan.split,
      images,
      batch: attackedAtOnce,
      attack: plan.condition,
    })
    pieces.push((await lane.ask(task, 'attack-images', question, background)).pixels)
    tell(images.length)
  }
  return Buffer.concat(pieces)
}

interface Judged {
  readonly key: TransferKey
  readonly model: Model
  readonly part: readonly number[]
  /** Of the part's images; null: as they are. */
  readonly pixels: Uint8Array | null
}

/** Asks a model, and keeps what it says. */
async function judge(
  { context, lane }: Tools,
  plan: TransferPlan,
  { task, signal }: SharedWork,
  { key, model, part, pixels }: Judged,
): Promise<void> {
  const isRight: boolean[] = []
  const imageBytes = pixels ? pixels.length / part.length : 0
  for (const images of partsOf(part, judgedAtOnce)) {
    signal.throwIfAborted()
    const at = isRight.length
    const question = async () => ({
      ...savedModel(context, model.run, model.checkpoint),
      split: plan.split,
      images,
      batch: judgedAtOnce,
      pixels: pixels && Uint8Array.from(pixels.subarray(at * imageBytes, (at + images.length) * imageBytes)),
    })
    isRight.push(...(await lane.ask(task, 'judge-images', question, background)).isRight)
  }
  context.journal(() => context.store.transfers.put(key, part, isRight))
}

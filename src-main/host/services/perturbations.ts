import {
  AppError,
  epsilonOf,
  type Bytes,
  type CorruptedImage,
  type Explanation,
  type ExplainTarget,
  type FlipPoint,
  type GradientLine,
  type MethodChoice,
  type PerturbedImage,
  type Replay,
} from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { sourceOfImage } from '../../engine/corrupted-source.ts'
import type { FlipSearched } from '../../engine/questions.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import type { Tasks } from '../tasks.ts'
import { completedMethod } from './completed-method.ts'
import { corruptedSourceOf } from './corrupted-folders.ts'
import { datasetOf } from './evaluations.ts'
import { classesOf, findSubject, modelOf, type Subject } from './explained-subject.ts'

interface ImageRequest {
  readonly task: string
  readonly evaluation: string
  readonly image: number
}
interface AttackRequest extends ImageRequest {
  readonly attack: MethodChoice
  readonly label?: number | undefined
}
type CorruptionRequest = ImageRequest & { readonly corruption: MethodChoice }
type RangeRequest = AttackRequest & { readonly maxEpsilon: number }
type ExplainRequest = ImageRequest & {
  readonly pixels: Bytes
  readonly method: MethodChoice
  readonly target: ExplainTarget
}

/** A flip point is written with two decimals of 1/255: of 16/255, a bracket of so many halvings is finer. */
const halvings = 11

/** What attacks and corruptions of any strength do to one image of an evaluation. Nothing is kept. */
export function createPerturbations(context: HostContext, lane: Pick<InteractiveLane, 'ask'>, tasks: Tasks) {
  /** Checked at once; the model is looked for when the question's turn has come. */
  const prepare = ({ evaluation, image, attack, label }: AttackRequest) => {
    const subject = findSubject(context, evaluation, image)
    const completed = completedMethod('attacks', attack)
    const question = {
      split: subject.evaluation.split,
      image,
      label: labelOf(subject, label),
      attack: completed,
    }
    return () => ({ ...modelOf(context, subject), ...question })
  }

  const labelOf = ({ run, stored }: Subject, label = stored.truth): number => {
    const { classes } = datasetOf(context, run)
    if (label < classes.length) return label
    throw new AppError('invalid-input', `Expected a class from 0 to ${classes.length - 1}: got ${label}.`)
  }

  const findFlip = async (request: RangeRequest, signal: AbortSignal): Promise<FlipPoint> => {
    const { task, attack, maxEpsilon } = request
    requireEpsilon(attack, maxEpsilon)
    const content = prepare(request)
    const tolerance = maxEpsilon / 2 ** halvings
    let from: FlipSearched | null = null
    while (!from?.isDone) {
      signal.throwIfAborted()
      const known: FlipSearched | null = from
      // In turns, since a person may move a slider meanwhile.
      from = await lane.ask(task, 'find-flip', async () => ({ ...content(), maxEpsilon, from: known, tolerance }), {
        isBackground: true,
      })
    }
    return { epsilon: from.high, tolerance: from.high === null ? 0 : from.high - from.low, maxEpsilon }
  }

  const explain = ({ task, evaluation, image, pixels, method, target }: ExplainRequest): Promise<Explanation> => {
    const subject = findSubject(context, evaluation, image)
    const { shape } = datasetOf(context, subject.run)
    requirePixels(pixels, shape)
    const completed = completedMethod('saliency', method)
    return lane.ask(task, 'explain', async () => ({
      ...modelOf(context, subject),
      image,
      pixels,
      method: completed,
      classes: classesOf(context, subject, target),
    }))
  }

  return {
    image: (request: AttackRequest): Promise<PerturbedImage> =>
      tasks.run(request.task, async () => {
        const content = prepare(request)
        return lane.ask(request.task, 'perturb', async () => content())
      }),
    corrupted: ({ task, evaluation, image, corruption }: CorruptionRequest): Promise<CorruptedImage> =>
      tasks.run(task, async () => {
        const subject = findSubject(context, evaluation, image)
        const condition = completedMethod('corruptions', corruption)
        const { split } = subject.evaluation
        const source = corruptedSourceOf(context, datasetOf(context, subject.run), { condition, split })
        const question = { split, image, condition, corrupted: sourceOfImage(source, image) }
        return lane.ask(task, 'corrupt', async () => ({ ...modelOf(context, subject), ...question }))
      }),
    line: (request: RangeRequest): Promise<GradientLine> =>
      tasks.run(request.task, async () => {
        const content = prepare(request)
        const { maxEpsilon } = request
        return lane.ask(request.task, 'gradient-line', async () => ({ ...content(), maxEpsilon }))
      }),
    flip: (request: RangeRequest): Promise<FlipPoint> => tasks.run(request.task, (signal) => findFlip(request, signal)),
    replay: (request: AttackRequest): Promise<Replay> =>
      tasks.run(request.task, async () => {
        const content = prepare(request)
        return lane.ask(request.task, 'replay-attack', async () => content())
      }),
    explain: (request: ExplainRequest): Promise<Explanation> => tasks.run(request.task, () => explain(request)),
  }
}

/** Throws `invalid-input` where the attack has no epsilon, or a smaller one. */
function requireEpsilon({ id, params }: MethodChoice, maxEpsilon: number): void {
  const { method } = findMethod('attacks', { id, params })
  if (epsilonOf(method) === null) {
    throw new AppError('invalid-input', `"${id}" has no epsilon that could be bisected.`, {
      hint: 'Choose an attack within a radius, such as fgsm or pgd.',
    })
  }
  findMethod('attacks', { id, params: { ...params, epsilon: maxEpsilon } })
}

/** Throws `invalid-input` where they are no image of this shape. */
function requirePixels(pixels: Bytes, shape: readonly [number, number, number]): void {
  const size = 4 * shape[0] * shape[1] * shape[2]
  if (pixels.byteLength !== size) {
    throw new AppError(
      'invalid-input',
      `Expected an image of ${shape.join(' × ')} float32 values, ${size} bytes: got ${pixels.byteLength}.`,
    )
  }
  const values = new Float32Array(Uint8Array.from(pixels).buffer)
  // Some attacks leave [0, 1].
  if (values.every((value) => Number.isFinite(value))) return
  throw new AppError(
    'invalid-input',
    'The pixels of an image are numbers in [0, 1]: these hold some that are not finite.',
  )
}

import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AppError,
  canonicalMethod,
  type Explanation,
  type ExplainTarget,
  type MethodChoice,
  type SeenImage,
  type Split,
} from '../../contract/index.ts'
import type { ExplainedClasses } from '../../engine/questions.ts'
import type { ExplanationKey } from '../../store/explanations.ts'
import { createComputeOnce } from '../compute-once.ts'
import type { HostContext } from '../context.ts'
import { readWhole, writeWhole } from '../explanation-files.ts'
import type { KeepLater } from '../keep-later.ts'
import { readMaps } from '../map-files.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import type { Tasks } from '../tasks.ts'
import { completedMethod } from './completed-method.ts'
import { relativePath } from './describe.ts'
import { corruptedSourceOf } from './corrupted-folders.ts'
import { datasetOf } from './evaluations.ts'
import { classesOf, findSubject, inputOf, modelOf, type Subject } from './explained-subject.ts'
import { refuseOutdated } from './refuse-outdated.ts'

interface SeeRequest {
  readonly task: string
  readonly evaluation: string
  readonly image: number
}
export interface ExplainRequest extends SeeRequest {
  readonly input: 'clean' | 'seen'
  readonly method: MethodChoice
  readonly target: ExplainTarget
}

interface Urgency {
  /** Whether nobody waits for it. */
  readonly isBackground: boolean
}

/** A map, with the row that it has or will have. */
export interface ExplainedMap {
  readonly subject: Subject
  readonly key: ExplanationKey
  readonly explanation: Explanation
  /** Resolves when its row is there, unless that failed. */
  readonly kept: () => Promise<void>
}

export type Explanations = ReturnType<typeof createExplanations>

/** Images as evaluations saw them, and saliency maps: computed once, read from their files from then on. */
export function createExplanations(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  tasks: Tasks,
  later: KeepLater,
) {
  const { store, workspace, journal } = context
  const seeOnce = createComputeOnce<SeenImage>()

  const place = ({ run, evaluation, stored }: Subject, name: string): string =>
    join(workspace.explanations, run.id, String(evaluation.id), `${stored.image}-${name}.f32`)

  /** Of what waits to be kept: never of an outcome that another one has replaced. */
  const laterKey = ({ evaluation, stored }: Subject, name: string): string =>
    [evaluation.id, name, JSON.stringify(stored)].join(' ')

  /** The row of a file that was written just now; a file that gets none is taken away. */
  const keep = async (subject: Subject, path: string, putRow: () => void): Promise<void> => {
    try {
      journal(() => {
        refuseOutdated(context, subject)
        putRow()
      })
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  }

  const readSeen = async (subject: Subject): Promise<SeenImage | null> => {
    const { evaluation, stored } = subject
    const unkept = later.get(laterKey(subject, 'seen')) as SeenImage | undefined
    if (unkept) return unkept
    const row = store.explanations.seenImage(evaluation.id, stored.image)
    const content = row && (await readWhole(join(workspace.folder, row.path), row))
    if (!content) return null
    const { shape, cleanPrediction, seenPrediction, perturbation } = row
    const middle = content.byteLength / 2
    const [clean, seen] = [content.slice(0, middle), content.slice(middle)]
    return { shape, clean, seen, cleanPrediction, seenPrediction, perturbation }
  }

  const computeSeen = async (task: string, subject: Subject, urgency: Urgency): Promise<SeenImage> => {
    const { evaluation, stored } = subject
    const { split, condition, n } = evaluation
    requireDone(evaluation)
    const corrupted = corruptedSourceOf(context, datasetOf(context, subject.run), { condition, split })
    const question = async () => ({ ...modelOf(context, subject), split, condition, corrupted, images: n, stored })
    const answer = await lane.ask(task, 'see-image', question, urgency)
    refuseOutdated(context, subject)
    later.keep(laterKey(subject, 'seen'), answer, async () => {
      const { clean, seen, ...rest } = answer
      const path = place(subject, 'seen')
      const file = await writeWhole(path, Buffer.concat([clean, seen]))
      const row = { ...rest, ...file, evaluation: evaluation.id, image: stored.image }
      await keep(subject, path, () =>
        store.explanations.putSeenImage({ ...row, path: relativePath(context, path), createdAt: context.now() }),
      )
    })
    return answer
  }

  const see = (
    task: string,
    subject: Subject,
    signal: AbortSignal,
    urgency: Urgency = { isBackground: false },
  ): Promise<SeenImage> => {
    const key = `${subject.evaluation.id}/${subject.stored.image}`
    const compute = () => computeSeen(task, subject, urgency)
    return seeOnce({ key, read: () => readSeen(subject), compute }, signal)
  }

  /** What an image is as it is, the engine knows. */
  const pixelsOf = async (
    task: string,
    subject: Subject,
    input: 'clean' | 'seen',
    signal: AbortSignal,
  ): Promise<Split | Uint8Array<ArrayBuffer>> =>
    input === 'clean' ? subject.evaluation.split : (await see(task, subject, signal)).seen

  const computeMap = async (
    task: string,
    subject: Subject,
    key: ExplanationKey,
    signal: AbortSignal,
  ): Promise<Explanation> => {
    requireDone(subject.evaluation)
    const pixels = await pixelsOf(task, subject, key.input, signal)
    signal.throwIfAborted()
    const classes: ExplainedClasses = [key.class, key.against]
    const answer = await lane.ask(task, 'explain', async () => ({
      ...modelOf(context, subject),
      image: subject.stored.image,
      pixels,
      method: key.method,
      classes,
    }))
    refuseOutdated(context, subject)
    const name = nameOf(key)
    later.keep(laterKey(subject, name), answer, async () => {
      const { map, ...numbers } = answer
      const path = place(subject, name)
      const file = await writeWhole(path, map)
      const row = { ...numbers, ...file, path: relativePath(context, path), offset: 0, createdAt: context.now() }
      await keep(subject, path, () => store.explanations.putMap(key, row))
    })
    return answer
  }

  /** The map that is asked for, and what it is the map of. */
  const explained = async (request: ExplainRequest, signal: AbortSignal): Promise<ExplainedMap> => {
    const subject = findSubject(context, request.evaluation, request.image)
    const method = completedMethod('saliency', request.method)
    const [forClass, against] = classesOf(context, subject, request.target)
    const key: ExplanationKey = {
      evaluation: subject.evaluation.id,
      image: request.image,
      input: inputOf(subject.evaluation, request.input),
      method,
      class: forClass,
      against,
    }
    const unkept = laterKey(subject, nameOf(key))
    const waiting = later.get(unkept) as Explanation | undefined
    const known = waiting ?? (await readMaps(context, [key])).get(key)
    const explanation = known ?? (await computeMap(request.task, subject, key, signal))
    return { subject, key, explanation, kept: () => later.settled(unkept) }
  }

  return {
    seenImage: ({ task, evaluation, image }: SeeRequest): Promise<SeenImage> =>
      tasks.run(task, (signal) => see(task, findSubject(context, evaluation, image), signal)),

    explain: (request: ExplainRequest): Promise<Explanation> =>
      tasks.run(request.task, async (signal) => (await explained(request, signal)).explanation),

    explained,
    see,
    pixelsOf,
  }
}

/** Of a map's file, and so no other's of its image. */
const nameOf = ({ input, class: own, against, method }: ExplanationKey): string =>
  createHash('sha256')
    .update(`${input} ${[own, against].join()} ${canonicalMethod(method)}`)
    .digest('hex')
    .slice(0, 16)

function requireDone({ state }: Subject['evaluation']): void {
  if (state === 'done') return
  // How many images it sees, and so the batches that they lie in, may be those of the next time already.
  throw new AppError('conflict', `This evaluation is ${state}: what it saw can be made again when it is done.`, {
    hint: 'Wait until it is done, or evaluate it again.',
  })
}

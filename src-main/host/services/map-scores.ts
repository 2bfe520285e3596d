import type { MapScores, MethodChoice, RandomisationCheck } from '../../contract/index.ts'
import type { ExplainedClasses } from '../../engine/questions.ts'
import type { HostContext } from '../context.ts'
import { readBoxes } from '../datasets/read-cache.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import type { Tasks } from '../tasks.ts'
import { completedMethod } from './completed-method.ts'
import { decodedFrom } from './datasets.ts'
import { datasetOf } from './evaluations.ts'
import { findModel, isOfOtherPhotographs, modelOf, type Subject } from './explained-subject.ts'
import type { Explanations, ExplainRequest } from './explanations.ts'
import { refuseOutdated } from './refuse-outdated.ts'

interface CheckRequest {
  readonly task: string
  readonly evaluation: string
  readonly method: MethodChoice
}

/** Images that a randomisation check explains. */
const checkedImages = 8

/** How far saliency maps and their methods can be believed: computed once, kept in the database. */
export function createMapScores(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  tasks: Tasks,
  explanations: Pick<Explanations, 'explained' | 'pixelsOf'>,
) {
  const { store, journal } = context

  const boxOf = async ({ run, evaluation, stored }: Subject) => {
    const dataset = decodedFrom(context, datasetOf(context, run))
    const [box = null] = await readBoxes(dataset, evaluation.split, [stored.image])
    return box
  }

  const compute = async (request: ExplainRequest, signal: AbortSignal): Promise<MapScores> => {
    const { subject, key, explanation, kept } = await explanations.explained(request, signal)
    const known = store.mapScores.get(key, { hasCurves: true })
    if (known) return known
    const isOther = key.input === 'seen' && isOfOtherPhotographs(context, subject)
    const clean =
      key.input === 'seen' && !isOther ? await explanations.explained({ ...request, input: 'clean' }, signal) : null
    const pixels = await explanations.pixelsOf(request.task, subject, key.input, signal)
    const box = isOther ? null : await boxOf(subject)
    signal.throwIfAborted()
    const classes: ExplainedClasses = [key.class, key.against]
    const question = async () => ({
      ...modelOf(context, subject),
      image: request.image,
      pixels,
      map: explanation.map,
      classes,
      cleanMap: clean?.explanation.map ?? null,
      box,
    })
    // A person waits for maps, not for what is written below them.
    const scores = await lane.ask(request.task, 'score-map', question, { isBackground: true })
    await kept()
    journal(() => {
      refuseOutdated(context, subject, key)
      store.mapScores.put(key, scores, context.now())
    })
    return scores
  }

  return {
    scoreMap: (request: ExplainRequest): Promise<MapScores> =>
      tasks.run(request.task, (signal) => compute(request, signal)),

    randomisationCheck: ({ task, evaluation: id, method: choice }: CheckRequest): Promise<RandomisationCheck> =>
      tasks.run(task, async () => {
        const method = completedMethod('saliency', choice)
        const evaluated = findModel(context, id)
        const model = modelOf(context, evaluated)
        const { split, checkpoint } = evaluated.evaluation
        const key = { checkpoint: checkpoint ?? -1, split, method }
        const known = store.mapScores.randomisation(key)
        if (known) return known
        const check = await lane.ask(task, 'check-randomisation', async () => ({
          ...model,
          split,
          method,
          count: checkedImages,
        }))
        journal(() => store.mapScores.putRandomisation(key, check, context.now()))
        return check
      }),
  }
}

import type { MethodChoice, Visualized, VisualizedUnit } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import type { Tasks } from '../tasks.ts'
import { completedMethod } from './completed-method.ts'
import { findModel, modelOf } from './explained-subject.ts'

interface Request {
  readonly task: string
  readonly evaluation: string
  readonly method: MethodChoice
  readonly unit: VisualizedUnit
  readonly seed: number
}

/** An image that a class or a channel of the evaluated checkpoint answers to. */
export function visualize(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  tasks: Tasks,
  { task, evaluation: id, method: choice, unit, seed }: Request,
): Promise<Visualized> {
  return tasks.run(task, async () => {
    const method = completedMethod('visualizations', choice)
    const model = modelOf(context, findModel(context, id))
    return lane.ask(task, 'visualize', async () => ({
      ...model,
      method,
      unit,
      seed,
    }))
  })
}

import type { TransferCell, TransferMatrix, TransferQuestion, TransferSuccess } from '../../contract/index.ts'
import { countTransfer, type Outcomes } from '../../core/measures/transfer.ts'
import { wilsonInterval } from '../../core/measures/wilson.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { createWorkSharing } from '../share-work.ts'
import type { Tasks } from '../tasks.ts'
import { computeTransfers } from '../transfers/compute-transfers.ts'
import { planTransfers, transferKey, type TransferPlan } from '../transfers/plan-transfers.ts'
import { describeModel } from './compared-model.ts'
import { shortCondition } from './conditions.ts'

/** How images that fool one model fool others. */
export function createTransfers(context: HostContext, lane: Pick<InteractiveLane, 'ask'>, tasks: Tasks) {
  const share = createWorkSharing<void>(tasks)

  return {
    matrix: (question: TransferQuestion): TransferMatrix => readMatrix(context, planTransfers(context, question)),
    compute: ({ task, ...question }: TransferQuestion & { readonly task: string }): Promise<TransferMatrix> =>
      tasks.run(task, async (signal) => {
        const plan = planTransfers(context, question)
        await share(sharedKey(plan), { task, signal }, (work) => computeTransfers({ context, lane }, plan, work))
        return readMatrix(context, plan)
      }),
  }
}

/** Of the same models, in whatever order. */
function sharedKey({ models, split, condition, images }: TransferPlan): string {
  const checkpoints = models.map(({ checkpoint }) => checkpoint.id).toSorted((a, b) => a - b)
  return JSON.stringify([checkpoints, split, condition, images.length])
}

function readMatrix(context: HostContext, plan: TransferPlan): TransferMatrix {
  const { models, split, condition, images } = plan
  const clean = models.map((model) => context.store.transfers.of(transferKey(plan, 'clean', model, model)))
  const cells = models.map((source, row) =>
    models.map((target, column) => {
      const attacked = context.store.transfers.of(transferKey(plan, 'attacked', source, target))
      const known = { cleanOfSource: clean[row] as Outcomes, cleanOfTarget: clean[column] as Outcomes, attacked }
      return cellOf(known, images)
    }),
  )
  return {
    models: models.map((model) => describeModel(context, model)),
    condition: shortCondition(condition),
    split,
    images: images.length,
    cells,
    isComplete: cells.flat().every(({ seen }) => seen === images.length),
  }
}

function cellOf(known: Parameters<typeof countTransfer>[0], images: Int32Array): TransferCell {
  const { cleanOfSource, cleanOfTarget, attacked } = known
  const success = (denominator: 'both' | 'target'): TransferSuccess => {
    const { n, fooled } = countTransfer(known, denominator, images)
    return { n, fooled, rate: n === 0 ? null : fooled / n, interval: wilsonInterval(fooled, n) }
  }
  const isKnown = (image: number): boolean =>
    Boolean(cleanOfSource[image]) && Boolean(cleanOfTarget[image]) && Boolean(attacked[image])
  return { seen: images.filter(isKnown).length, both: success('both'), target: success('target') }
}

import { basename } from 'node:path'
import {
  AppError,
  type ComputedSheet,
  type ExplainTarget,
  type MethodChoice,
  type SheetFormat,
  type SheetMap,
  type SheetSubject,
} from '../../contract/index.ts'
import { allowTarget, type Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { freePath } from '../export-files.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { readMaps } from '../map-files.ts'
import { computeSheet } from '../sheets/compute-sheet.ts'
import { exportSheet } from '../sheets/export/export-sheet.ts'
import { completedMethods, keysOf, planSheet, type SheetPlan } from '../sheets/plan-sheet.ts'
import { createWorkSharing, type Asker } from '../share-work.ts'
import type { ComputedPlan } from '../sheets/sheet-rows.ts'
import type { Tasks } from '../tasks.ts'
import { findEvaluation } from './evaluations.ts'
import { inputOf } from './explained-subject.ts'
import type { Explanations } from './explanations.ts'

interface ComputeRequest extends SheetSubject {
  readonly task: string
  readonly hasCurves: boolean
}
interface ExportRequest extends SheetSubject {
  readonly task: string
  readonly format: SheetFormat
  readonly title: string
  readonly beside?: string | undefined
  readonly path?: string | undefined
}
interface MapsRequest {
  readonly evaluation: string
  readonly images: readonly number[]
  readonly methods: readonly MethodChoice[]
  readonly target: ExplainTarget
}

/** Images × methods: computed in the background, kept as maps are. */
export function createSheets(
  context: HostContext,
  lane: Pick<InteractiveLane, 'ask'>,
  tasks: Tasks,
  { see }: Pick<Explanations, 'see'>,
) {
  const share = createWorkSharing<ComputedSheet>(tasks)

  const compute = (plan: SheetPlan, hasCurves: boolean, asker: Asker): Promise<ComputedSheet> => {
    const key = JSON.stringify([plan.evaluation.id, plan.images, plan.methods, plan.target, hasCurves])
    return share(key, asker, (work) => computeSheet({ context, lane, see }, plan, { ...work, hasCurves }))
  }

  type Computed = ComputedPlan & Pick<ComputedSheet, 'computed'>
  const computed = async (plan: SheetPlan, asker: Asker): Promise<Computed> => ({
    plan,
    ...(await compute(plan, false, asker)),
  })

  return {
    compute: ({ task, hasCurves, ...subject }: ComputeRequest): Promise<ComputedSheet> =>
      tasks.run(task, async (signal) => compute(planSheet(context, unscored(subject)), hasCurves, { task, signal })),

    async maps({ evaluation: id, images, methods, target }: MapsRequest): Promise<(SheetMap | null)[][]> {
      const evaluation = findEvaluation(context, id)
      const plan = { evaluation, methods: completedMethods(methods), target }
      const keys = images.map((image) => keysOf(context, plan, image, inputOf(evaluation, 'seen')))
      const wanted = keys.flatMap((found) => (found instanceof AppError ? [] : found))
      const maps = await readMaps(context, wanted)
      return keys.map((found) =>
        methods.map((_, place) => {
          const key = found instanceof AppError ? undefined : found[place]
          const map = key && maps.get(key)
          return map ? { ...map, scores: context.store.mapScores.get(key, { hasCurves: false }) ?? null } : null
        }),
      )
    },

    export: ({ task, format, title, beside, path: wanted, ...subject }: ExportRequest, caller: Caller = {}) =>
      tasks.run(task, async (signal) => {
        const plan = planSheet(context, subject)
        const other = beside === undefined ? [] : [planSheet(context, { ...subject, evaluation: beside })]
        if (plan.images.length === 0) {
          throw new AppError('invalid-input', 'No image answers this question, so there is nothing to export.', {
            hint: 'Change the filter.',
          })
        }
        const target = wanted === undefined ? null : await allowTarget(wanted, caller)
        const own = await computed(plan, { task, signal })
        const plans: [Computed, ...Computed[]] = [own]
        for (const it of other) plans.push(await computed(it, { task, signal }))
        signal.throwIfAborted()
        const path = target ?? (await freePath(context.workspace.exports, title, 'sheet', format))
        const bytes = await exportSheet({ context, lane, see }, plans, { title, format, path }, { task, signal })
        return {
          ...{ path, name: basename(path), bytes, images: plan.images.length },
          computed: plans.reduce((sum, it) => sum + it.computed, 0),
          failures: plans.flatMap(({ failures }) => failures),
        }
      }),
  }
}

/** Maps are computed before they are scored: a question for scored ones means all that may be. */
function unscored({ question, ...subject }: SheetSubject): SheetSubject {
  const { scored: _, sort, ...rest } = question
  return { ...subject, question: { ...rest, sort: sort === 'score' ? 'image' : sort } }
}

import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Dataset, Evaluation, Run, Split } from '../../../src-main/contract/index.ts'
import {
  conditionTitle,
  evaluationChoices,
  nearestEvaluation,
  sameCondition,
  type EvaluationChoices,
} from '../../lib/misclassified/evaluation-choice.ts'
import { useSelection } from '../../lib/selection.ts'
import { useEvaluations } from '../../stores/evaluations.ts'
import { useRuns } from '../../stores/runs.ts'
import { useSystem } from '../../stores/system.ts'

export interface Subject {
  readonly evaluation: Evaluation
  readonly run: Run
  readonly dataset: Dataset
  readonly choices: EvaluationChoices
  /** The other run with its evaluation of the same images under the same condition. */
  readonly against: { readonly run: Run; readonly evaluation: Evaluation } | null
}

export interface SubjectPicking {
  /** Null where no run was evaluated, or the lists are still on their way. */
  readonly subject: ComputedRef<Subject | null>
  /** Of the classes of its dataset. */
  readonly names: ComputedRef<readonly string[]>
  /** "base, FGSM 2/255, validation" */
  readonly subjectText: ComputedRef<string>
  readonly evaluatedRuns: ComputedRef<readonly Run[]>
  readonly rivals: ComputedRef<readonly Run[]>
  pickRun(id: string): void
  pickCheckpoint(checkpoint: number): void
  pickSplit(split: Split): void
  pickEvaluation(id: string): void
  pickAgainst(run: string | null): void
}

const noRival = 'none'
const plain = { split: 'validation', condition: { id: 'clean', params: {} } } as const

/** Which evaluation is looked at and what it is held against; kept in the address. */
export function useSubject(): SubjectPicking {
  const route = useRoute()
  const router = useRouter()
  const runs = useRuns()
  const evaluations = useEvaluations()
  const system = useSystem()
  const selection = useSelection()

  const ofRun = (id: string): readonly Evaluation[] => evaluations.byRun.get(id) ?? []
  const evaluatedRuns = computed(() => runs.list.filter((run) => nearestEvaluation(ofRun(run.id), plain, null)))

  const evaluation = computed((): Evaluation | undefined => {
    const named = evaluations.byId.get(String(route.params['evaluation'] ?? route.query['evaluation'] ?? ''))
    if (named?.state === 'done') return named
    const selected = selection.ids.value.map((id) => runs.byId.get(id))
    const run = selected.find((it) => it && evaluatedRuns.value.includes(it)) ?? evaluatedRuns.value[0]
    return run && nearestEvaluation(ofRun(run.id), plain, system.catalog)
  })
  const rivals = computed(() => {
    const chosen = evaluation.value
    if (!chosen) return []
    return evaluatedRuns.value.filter(
      (run) =>
        run.id !== chosen.run &&
        run.dataset === runs.byId.get(chosen.run)?.dataset &&
        sameCondition(ofRun(run.id), chosen, system.catalog),
    )
  })
  const rival = computed((): Run | undefined => {
    const named = String(route.query['against'] ?? '')
    if (named === noRival) return undefined
    const experiment = runs.byId.get(evaluation.value?.run ?? '')?.experimentId
    const among = (fits: (run: Run) => boolean): Run | undefined => rivals.value.find(fits)
    return (
      among((run) => run.id === named) ??
      among((run) => selection.ids.value.includes(run.id)) ??
      among((run) => run.experimentId === experiment) ??
      rivals.value[0]
    )
  })

  const subject = computed((): Subject | null => {
    const chosen = evaluation.value
    const run = chosen && runs.byId.get(chosen.run)
    const dataset = run && system.datasets.get(run.dataset ?? '')
    if (!chosen || !run || !dataset) return null
    const other = rival.value && sameCondition(ofRun(rival.value.id), chosen, system.catalog)
    return {
      evaluation: chosen,
      run,
      dataset,
      choices: evaluationChoices(ofRun(run.id), chosen, system.catalog),
      against: rival.value && other ? { run: rival.value, evaluation: other } : null,
    }
  })

  const go = (change: Record<string, string>): void => {
    const { at: _, ...rest } = route.query
    void router.replace({ query: { ...rest, ...change } })
  }
  const pickNearest = (run: string, change: { checkpoint?: number; split?: Split }): void => {
    const chosen = evaluation.value
    const found = nearestEvaluation(ofRun(run), { ...(chosen ?? plain), ...change }, system.catalog)
    if (found) go({ evaluation: found.id })
  }
  return {
    subject,
    names: computed(() => subject.value?.dataset.classes.map(({ name }) => name) ?? []),
    subjectText: computed(() => {
      if (!subject.value) return ''
      const { run, evaluation } = subject.value
      return `${run.name}, ${conditionTitle(system.catalog, evaluation.condition)}, ${evaluation.split}`
    }),
    evaluatedRuns,
    rivals,
    pickRun: (id) => pickNearest(id, {}),
    pickCheckpoint(checkpoint) {
      const alike = ofRun(evaluation.value?.run ?? '').filter((it) => it.checkpoint === checkpoint)
      const found = nearestEvaluation(alike, evaluation.value ?? plain, system.catalog)
      if (found) go({ evaluation: found.id })
    },
    pickSplit(split) {
      const alike = ofRun(evaluation.value?.run ?? '').filter((it) => it.split === split)
      const found = nearestEvaluation(alike, evaluation.value ?? plain, system.catalog)
      if (found) go({ evaluation: found.id })
    },
    pickEvaluation: (id) => go({ evaluation: id }),
    pickAgainst: (run) => go({ against: run ?? noRival }),
  }
}

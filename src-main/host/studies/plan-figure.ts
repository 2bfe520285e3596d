import { canonicalMethod, type FigureSubject, type MethodChoice, type StudyFigure } from '../../contract/index.ts'
import { chenFigure, classOfWord } from '../../core/studies/chen-2020-figure.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { readWordnet } from '../read-wordnet.ts'
import { completedMethod } from '../services/completed-method.ts'
import { resolveCondition, resolveConditions, shortCondition } from '../services/conditions.ts'
import { datasetOf } from '../services/evaluations.ts'
import { findRun } from '../services/runs.ts'

/** What a study's figure would show of these runs: of the first one's dataset, others are left out. */
export function planFigure(context: HostContext, ids: readonly string[]): StudyFigure {
  const runs = ids.map((id) => findRun(context, id))
  const dataset = datasetOf(context, runs[0] as StoredRun)
  const wordnet = readWordnet(context)
  return {
    title: chenFigure.title,
    dataset: dataset.id,
    classes: chenFigure.words.map((word) => ({ word, class: classOfWord(word, dataset.classes, wordnet) })),
    maps: chenFigure.maps.map((choice) => completedMethod('saliency', choice)),
    subjects: runs.filter((run) => run.dataset === dataset.id).map((run) => subjectOf(context, run)),
  }
}

/** The newest checkpoint that was evaluated clean, and its evaluation under the attack that its experiment trained against. */
function subjectOf(context: HostContext, run: StoredRun): FigureSubject {
  const done = context.store.evaluations
    .ofRun(run.id)
    .filter(({ state, split, checkpoint }) => state === 'done' && split === 'validation' && checkpoint !== null)
    .toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id)
  const clean = done.find(({ condition }) => condition.id === 'clean')
  const alike = done.filter(({ checkpoint }) => checkpoint === clean?.checkpoint)
  const wanted = attackOf(context, run)
  const attacked =
    alike.find(({ condition }) => canonicalMethod(condition) === canonicalMethod(wanted)) ??
    alike.find(({ condition }) => condition.id === chenFigure.attack.id)
  return {
    run: run.id,
    checkpoint: clean?.checkpoint ?? null,
    clean: idOf(clean),
    attacked: idOf(attacked),
    attack: shortCondition(attacked?.condition ?? wanted),
  }
}

/** The attack that the run, or another one of its experiment, trains against; else the figure's own. */
function attackOf({ store }: HostContext, run: StoredRun): MethodChoice {
  const family = store.runs.ofExperiment(run.experiment, 1000).filter(({ id }) => id !== run.id)
  const configs = [run, ...family].map(({ config }) => config)
  const [attack] = resolveConditions([{ id: 'training-attack', params: {} }], configs).conditions
  return attack ?? resolveCondition(chenFigure.attack)
}

const idOf = (evaluation: StoredEvaluation | undefined): string | null => (evaluation ? String(evaluation.id) : null)

import type { Scenario } from '../scenario.ts'
import { exportScenario, importDatasetScenario, importWeightsScenario } from './bring.ts'
import { evaluateScenario, explainScenario } from './evaluate.ts'
import { forkScenario, openScenarios, trashScenario } from './keep.ts'
import { queueScenario, trainingScenarios } from './train.ts'

/** What rounds draw from, each group as often as any other. */
export const scenarioGroups: readonly (readonly Scenario[])[] = [
  trainingScenarios,
  trainingScenarios,
  trainingScenarios,
  [queueScenario],
  [queueScenario],
  [evaluateScenario],
  [explainScenario],
  [importDatasetScenario],
  [importWeightsScenario],
  [exportScenario],
  openScenarios,
  [forkScenario],
  [trashScenario],
]

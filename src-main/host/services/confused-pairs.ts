import type { ConfusedPair, Kinship } from '../../contract/index.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import { readWordnet } from '../read-wordnet.ts'
import { datasetOf, findEvaluation } from './evaluations.ts'
import { findRun } from './runs.ts'

/** Classes that were taken for one another, the most frequent first; of equally frequent ones the least akin. */
export function readConfusedPairs(context: HostContext, id: string): ConfusedPair[] {
  const evaluation = findEvaluation(context, id)
  const kinshipOf = kinshipsOf(context, evaluation)
  return context.store.predictions
    .confusion(evaluation.id)
    .filter(({ truth, predicted }) => truth !== predicted)
    .map((cell) => ({ ...cell, kinship: kinshipOf(cell.truth, cell.predicted) }))
    .toSorted((a, b) => b.count - a.count || (b.kinship?.distance ?? -1) - (a.kinship?.distance ?? -1))
}

/** How near two classes of an evaluation's dataset are in WordNet; null where it does not know their ids. */
export function kinshipsOf(
  context: HostContext,
  { run }: Pick<StoredEvaluation, 'run'>,
): (truth: number, predicted: number) => Kinship | null {
  const { classes } = datasetOf(context, findRun(context, run))
  const wordnet = readWordnet(context)
  return (truth, predicted) => wordnet.kinshipOf(classes[truth]?.id ?? '', classes[predicted]?.id ?? '')
}

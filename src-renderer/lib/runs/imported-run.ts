import { importSourceTitles, type Run } from '../../../src-main/contract/index.ts'
import { capitalized } from '../format.ts'

/** "imported from TensorBoard"; null where the run was trained here. */
export const importedText = ({ imported }: Run): string | null =>
  imported && `imported from ${importSourceTitles[imported.source]}`

/** Why nothing can be computed with it, behind "cannot be resumed" and the like. */
export function withoutWeights(run: Run): string | null {
  const from = importedText(run)
  return from && `${capitalized(from)}, without weights: it is read-only.`
}

/** What the log of a run says under the first of these names that it has. */
function stated({ imported }: Run, names: readonly string[]): string | null {
  const params = Object.entries(imported?.params ?? {})
  for (const name of names) {
    const found = params.find(([key]) => key.toLowerCase().replaceAll(/[^a-z]/g, '') === name)
    if (found) return found[1]
  }
  return null
}

const number = (text: string | null): number | undefined =>
  text === null || text.trim() === '' || !Number.isFinite(Number(text)) ? undefined : Number(text)

/** What an imported run's log says of what a run of our own is configured with. */
export const statedFacts = {
  architecture: (run: Run) => stated(run, ['architecture', 'arch', 'model', 'modelname', 'backbone']) ?? '',
  objective: (run: Run) => stated(run, ['objective', 'loss', 'criterion']) ?? '',
  dataset: (run: Run) => stated(run, ['dataset', 'data', 'datasetname']) ?? '',
  batchSize: (run: Run) => number(stated(run, ['batchsize', 'trainbatchsize', 'bs'])),
  seed: (run: Run) => number(stated(run, ['seed', 'randomseed'])),
}

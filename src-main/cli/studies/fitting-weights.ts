import type { Client, ExperimentConfigInput, StudyId } from '../../contract/index.ts'
import { MethodChoice } from '../../contract/method.ts'
import { UsageError } from '../usage-error.ts'

/**
 * The id of the imported weights that the study's network can start from: those that its runs started from before, else
 * the newest that fit. Throws {@link UsageError} with how to get some.
 */
export async function fittingWeights(client: Client, study: StudyId, config: ExperimentConfigInput): Promise<string> {
  const architecture = MethodChoice.parse(config.base?.['architecture'])
  const [all, runs] = await Promise.all([client.weights.list({}), client.runs.list({})])
  const used = new Set(runs.filter(({ tags }) => tags.includes(study)).map((run) => run.config.initialWeights))
  const candidates = all
    .filter((weights) => weights.architecture.id === architecture.id)
    .toSorted((a, b) => Number(used.has(b.id)) - Number(used.has(a.id)) || b.createdAt - a.createdAt)
  for (const { id } of candidates) {
    const problems = await client.experiments.check({
      config: { ...config, base: { ...config.base, initialWeights: id } },
    })
    const isRefused = problems.some(({ severity, path }) => severity === 'error' && path === 'initialWeights')
    if (!isRefused) return id
  }
  throw new UsageError(`The study starts from pretrained weights, and none that fit ${architecture.id} are imported.`, {
    hint: 'Import a file: adversarium weights import <file>. Fetch a public one: adversarium weights fetch lists them. Or train without: --from-scratch.',
  })
}

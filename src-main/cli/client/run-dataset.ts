import type { Client, Dataset, Run } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'

/** The images of a run. */
export async function datasetOf(client: Client, run: Pick<Run, 'name' | 'dataset'>): Promise<Dataset> {
  const dataset = (await client.datasets.list({})).find(({ id }) => id === run.dataset)
  if (dataset) return dataset
  throw new UsageError(`The dataset of "${run.name}" is not there.`)
}

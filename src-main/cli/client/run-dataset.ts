import { importSourceTitles, type Client, type Dataset, type Run } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'

/** The images of a run. */
export async function datasetOf(client: Client, run: Pick<Run, 'name' | 'dataset' | 'imported'>): Promise<Dataset> {
  const dataset = (await client.datasets.list({})).find(({ id }) => id === run.dataset)
  if (dataset) return dataset
  if (run.imported) {
    const source = importSourceTitles[run.imported.source]
    throw new UsageError(`"${run.name}" was imported from ${source}: it has no images.`)
  }
  throw new UsageError(`The dataset of "${run.name}" is not there.`)
}

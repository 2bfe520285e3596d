import { isMnist, type Client, type Dataset, type StudyId } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'

/** The digits that a study of MNIST tells apart. */
const digitsOf: Partial<Record<StudyId, readonly string[]>> = {
  'goodfellow-logistic': ['3', '7'],
  'goodfellow-maxout': Array.from({ length: 10 }, (_, digit) => String(digit)),
}

/**
 * The imported dataset of exactly the study's digits of MNIST, that with most images where there are several. Where there
 * is none, they are imported from the source of one that has more digits. Null for studies of other images. Throws
 * {@link UsageError} with how to get MNIST: other images of the same layout (Fashion-MNIST's classes are digits too) have
 * to be named.
 */
export async function mnistDataset(client: Client, study: StudyId): Promise<Dataset | null> {
  const digits = digitsOf[study]
  if (!digits) return null
  const found = (await client.datasets.list({}))
    .filter(({ kind, classes }) => kind === 'idx' && digits.every((digit) => classes.some(({ id }) => id === digit)))
    .toSorted((a, b) => b.counts.train - a.counts.train)
  const known = await Promise.all(
    found.map(async ({ id, classes }) => isMnist(classes, await client.datasets.histogram({ id }), digits)),
  )
  const all = found.filter((_, at) => known[at])
  const exact = all.find(({ classes }) => classes.length === digits.length)
  if (exact) return exact
  const wider = all.find(({ source }) => source !== null)
  if (wider?.source) return client.datasets.import({ path: wider.source, kind: 'idx', classes: [...digits] })
  const [other] = found.filter((_, at) => !known[at])
  if (other) {
    throw new UsageError(`The study needs the digits of MNIST, and "${other.title}" has other counts of each class.`, {
      hint: `Import MNIST's files (adversarium datasets import <folder>), or name what to take instead: --dataset "${other.title}".`,
    })
  }
  const some = digits.length === 10 ? '' : ` --classes ${digits.join(',')}`
  throw new UsageError('The study needs the digits of MNIST, and no dataset of them is imported.', {
    hint: `Import them: adversarium datasets import <folder of MNIST's files>${some}. The 10,000 test images alone will do.`,
  })
}

import type { Client, Dataset, StudyId } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'

/** The digits that a study of MNIST tells apart. */
const digitsOf: Partial<Record<StudyId, readonly string[]>> = {
  'goodfellow-logistic': ['3', '7'],
  'goodfellow-maxout': Array.from({ length: 10 }, (_, digit) => String(digit)),
}

/**
 * The imported dataset of exactly the study's digits, that with most images where there are several. Where there is none,
 * they are imported from the source of one that has more digits. Null for studies of other images. Throws
 * {@link UsageError} with how to get MNIST.
 */
export async function mnistDataset(client: Client, study: StudyId): Promise<Dataset | null> {
  const digits = digitsOf[study]
  if (!digits) return null
  const all = (await client.datasets.list({}))
    .filter(({ kind }) => kind === 'idx')
    .toSorted((a, b) => b.counts.train - a.counts.train)
  const exact = all.find(({ classes }) => classes.map(({ id }) => id).join() === digits.join())
  if (exact) return exact
  const wider = all.find(({ classes, source }) => source !== null && digits.every((digit) => hasClass(classes, digit)))
  if (wider?.source) return client.datasets.import({ path: wider.source, kind: 'idx', classes: [...digits] })
  const some = digits.length === 10 ? '' : ` --classes ${digits.join(',')}`
  throw new UsageError('The study needs the digits of MNIST, and no dataset of them is imported.', {
    hint: `Import them: adversarium datasets import <folder of MNIST's files>${some}. The 10,000 test images alone will do.`,
  })
}

const hasClass = (classes: Dataset['classes'], digit: string): boolean => classes.some(({ id }) => id === digit)

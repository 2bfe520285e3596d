import type { DatasetReport } from '../../contract/datasets.ts'
import { decodePlan } from './decode-plan.ts'
import type { ImportRequest } from './import-dataset.ts'
import { planImport } from './plan.ts'
import { openSource } from './source.ts'

/** Reads and decodes what an import would, writes nothing. Throws what the import would throw. */
export async function checkDataset(request: ImportRequest): Promise<DatasetReport> {
  const source = await openSource(request.path, request)
  try {
    const plan = await planImport(source, request)
    const nothing = () => Promise.resolve()
    const { shape, counts, boxes, skipped, warnings } = await decodePlan(plan, source, request, {
      begin: nothing,
      write: nothing,
    })
    const { kind, classes } = plan
    return { kind, title: request.name ?? plan.title, classes: [...classes], shape, counts, boxes, skipped, warnings }
  } finally {
    source.close()
  }
}

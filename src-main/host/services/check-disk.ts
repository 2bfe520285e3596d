import { statfs } from 'node:fs/promises'
import { fault } from '../../contract/faults/index.ts'
import type { RunConfig } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import { countParameters } from '../../core/network/count.ts'
import type { HostContext } from '../context.ts'

/** The most that lie on the disk at once: each new one beside those that it takes the place of, until it is recorded. */
function filesOf({ checkpoints, earlyStopping, monitor, epochs }: RunConfig): number {
  const { bestClean, bestRobust, everyEpochs } = checkpoints
  const clean = bestClean || earlyStopping?.restoreBest === true ? 2 : 0
  const robust = bestRobust && monitor.attack !== null ? 2 : 0
  return 2 + clean + robust + (everyEpochs === null ? 0 : Math.floor(epochs / everyEpochs))
}

const bytesPerScalar = 4

/** Throws `conflict` where the checkpoints of these runs will not fit on the disk. */
export async function checkDisk(
  { workspace }: Pick<HostContext, 'workspace'>,
  runs: readonly { readonly config: RunConfig; readonly network: Parameters<typeof countParameters>[0] }[],
): Promise<void> {
  const neededBytes = runs.reduce((sum, { config, network }) => {
    const { total, trainable } = countParameters(network)
    const { method, values } = findMethod('optimizers', config.optimizer)
    return sum + (total + trainable * method.slots(values).length) * bytesPerScalar * filesOf(config)
  }, 0)
  const { bavail, bsize } = await statfs(workspace.folder)
  const freeBytes = bavail * bsize
  if (neededBytes <= freeBytes) return
  const [needed, free] = [gigabytes(neededBytes), gigabytes(freeBytes)]
  throw fault('checkpoints-do-not-fit', { needed, free, folder: workspace.folder })
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

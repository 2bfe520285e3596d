import type { EngineStatus, SystemInfo } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'

export function describeSystem(
  { version, workspace, store }: HostContext,
  engines: readonly EngineStatus[],
): SystemInfo {
  return {
    version,
    workspace: workspace.folder,
    node: process.version,
    engines: [...engines],
    queued: store.jobs.countQueued(),
  }
}

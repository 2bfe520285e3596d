import type { SystemInfo } from '../../contract/index.ts'
import type { HostContext, Queue } from '../context.ts'

export function describeSystem({ version, workspace, store }: HostContext, queue: Pick<Queue, 'status'>): SystemInfo {
  return {
    version,
    workspace: workspace.folder,
    node: process.version,
    engines: [queue.status],
    queued: store.jobs.countQueued(),
  }
}

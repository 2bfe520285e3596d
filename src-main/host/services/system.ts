import { hostname } from 'node:os'
import { protocolVersion } from '../../contract/host-address.ts'
import type { EngineStatus, SystemInfo } from '../../contract/index.ts'
import type { Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'

export function describeSystem(
  { version, workspace, store, machine }: HostContext,
  engines: readonly EngineStatus[],
  { dataRoot }: Caller,
): SystemInfo {
  return {
    version,
    workspace: workspace.folder,
    node: process.version,
    engines: [...engines],
    queued: store.jobs.countQueued(),
    dataRoot,
    machine: machine ?? hostname(),
    protocol: protocolVersion,
  }
}

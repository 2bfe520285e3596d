import { join } from 'node:path'
import { createHost, type Host, type HostOptions } from '../../host/create-host.ts'
import { root } from '../places.ts'

/** A host of a workspace, with settings of its own, which is closed afterwards. */
export async function withHost<T>(
  workspace: string,
  work: (host: Host) => Promise<T>,
  options: Pick<HostOptions, 'startsQueue'> = {},
): Promise<T> {
  const settingsFile = join(workspace, 'settings.json')
  const host = await createHost({ workspace, programFolder: root, settingsFile, ...options })
  try {
    return await work(host)
  } finally {
    await host.close()
  }
}

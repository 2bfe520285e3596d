// The host under test, from its sources, with everything that it may touch below one folder: node host.ts <folder>.
import { join } from 'node:path'
import { createConnection } from '../../../src-main/host/connection.ts'
import type { HostAsks, HostTells } from '../host-room.ts'

// The host finds the sources of its threads by it, as it does in a build.
Object.assign(globalThis, { __dirname: join(import.meta.dirname, '../../../src-main/host') })
const { createHost } = await import('../../../src-main/host/create-host.ts')

const [folder = ''] = process.argv.slice(2)
const host = await createHost({
  workspace: join(folder, 'workspace'),
  programFolder: join(folder, 'program'),
  settingsFile: join(folder, 'workspace', 'settings.json'),
  engineEntry: join(import.meta.dirname, 'engine.mjs'),
  dataRoot: join(folder, 'data'),
  startsQueue: false,
  checksReplies: true,
  onShutdown: () => undefined,
})
const tell = (message: HostTells): void => void process.send?.(message)
const { port, token } = host.address

/** What the parent waits for: the answer to the call of this number. */
let waiting: number | null = null
const connection = createConnection(host.dispatch, host.bus, (frame) => {
  if (!('id' in frame) || frame.id !== waiting) return
  waiting = null
  tell({ kind: 'replied', reply: frame.reply })
})
const known = new Set(Object.getOwnPropertyNames(Object.prototype))

process.on('message', (message: HostAsks) => {
  if (message.kind === 'health') {
    const polluted = Object.getOwnPropertyNames(Object.prototype).filter((name) => !known.has(name))
    tell({ kind: 'healthy', polluted })
    return
  }
  const { frame } = message
  const id = (frame as { id?: unknown } | null)?.id
  waiting = typeof id === 'number' ? id : null
  const isUnderstood = connection.receive(frame)
  if (isUnderstood && waiting !== null) return
  tell({ kind: 'received', isUnderstood })
})
// What all cases share is computed before the first of them is watched.
for (const preset of await host.client.experiments.presets({})) await host.client.experiments.check(preset)
tell({ kind: 'ready', port, token })

import { contract, type Dataset } from '../contract/index.ts'
import { memberKind } from '../contract/member-kind.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { Reply } from '../contract/wire.ts'
import type { GrantedPaths } from './granted-paths.ts'
import type { HostSupervisor } from './host-supervisor.ts'
import type { WindowEars } from './listen-to-window.ts'

/** Hands the window's calls to the host: only names of the contract, only paths that were granted. */
export function relay(ears: WindowEars, host: HostSupervisor, paths: Pick<GrantedPaths, 'findStrange'>): void {
  ears.handle<Reply>(windowChannels.call, refused('The sender is not the window.'), async (name, input) => {
    if (memberKind(contract, name) !== 'call') return refused(`"${String(name)}" is not part of the contract.`)
    const call = name as string
    const strange = paths.findStrange(call, input)
    if (strange !== null && !(call.startsWith('datasets.') && (await isSource(host, strange)))) {
      return refused(
        `${strange} was not chosen in a dialog or dropped onto the window.`,
        'Choose it with the button, or drop it onto the window.',
      )
    }
    return host.call(call, input)
  })
  ears.handle(windowChannels.readConnection, 'lost', () => host.state)
  ears.on(windowChannels.subscribe, (path) => {
    if (memberKind(contract, path) === 'event') host.subscribe(path as string)
  })
  ears.on(windowChannels.unsubscribe, (path) => {
    if (memberKind(contract, path) === 'event') host.unsubscribe(path as string)
  })
}

/** Whether a dataset of the workspace came from there: it may be looked at again in a later session. */
async function isSource(host: HostSupervisor, path: string): Promise<boolean> {
  const reply = await host.call('datasets.list', {})
  return reply.ok && (reply.value as Dataset[]).some(({ source }) => source === path)
}

function refused(message: string, hint?: string): Reply {
  return { ok: false, error: { code: 'unauthorized', message, hint } }
}

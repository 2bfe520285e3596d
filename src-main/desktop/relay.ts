import { contract } from '../contract/index.ts'
import { memberKind } from '../contract/member-kind.ts'
import { windowChannels } from '../contract/window-channels.ts'
import { AppError, type ErrorBody, type Reply } from '../contract/wire.ts'
import type { GrantedPaths } from './granted-paths.ts'
import type { HostSupervisor } from './host-supervisor.ts'
import type { WindowEars } from './listen-to-window.ts'

/** Hands the window's calls to the host: only names of the contract, only paths that were granted. */
export function relay(ears: WindowEars, host: HostSupervisor, paths: Pick<GrantedPaths, 'check'>): void {
  ears.handle<Reply>(windowChannels.call, refused('The sender is not the window.'), (path, input) => {
    if (memberKind(contract, path) !== 'call') return refused(`"${String(path)}" is not part of the contract.`)
    try {
      paths.check(path as string, input)
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.body }
      throw error
    }
    return host.call(path as string, input)
  })
  ears.handle(windowChannels.readConnection, 'lost', () => host.state)
  ears.on(windowChannels.subscribe, (path) => {
    if (memberKind(contract, path) === 'event') host.subscribe(path as string)
  })
  ears.on(windowChannels.unsubscribe, (path) => {
    if (memberKind(contract, path) === 'event') host.unsubscribe(path as string)
  })
}

function refused(message: string): { ok: false; error: ErrorBody } {
  return { ok: false, error: { code: 'unauthorized', message } }
}

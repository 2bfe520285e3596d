import { z } from 'zod'
import type { HostElsewhere } from '../contract/desktop.ts'
import { readHostUrl } from '../contract/host-address.ts'
import { windowChannels } from '../contract/window-channels.ts'
import type { ErrorBody } from '../contract/wire.ts'
import { attachElsewhere, type Elsewhere } from './attach-elsewhere.ts'
import type { HostFailure, HostLink } from './host-link.ts'
import type { HostSupervisor } from './host-supervisor.ts'
import type { KeptHostList } from './kept-hosts.ts'
import type { WindowEars } from './listen-to-window.ts'

const Wish = z.object({ address: z.string().max(500), token: z.string().max(500), isKept: z.boolean() })

/** Which machine the window is on. */
export interface Whereabouts {
  /** null: this one. */
  readonly host: HostElsewhere | null
}

interface Options {
  readonly ears: WindowEars
  readonly host: Pick<HostSupervisor, 'move' | 'moveBack' | 'isOwn'>
  readonly kept: KeptHostList
  /** Whether a run is active in the host that the window is on. */
  isActive(): boolean
  /** Shows the interface anew: nothing of the other workspace may stay. */
  reload(): void
}

/** Lets the window leave for a host elsewhere and come back. */
export function offerElsewhere({ ears, host, kept, isActive, reload }: Options): Whereabouts {
  let present: Whereabouts['host'] = null
  let isBusy = false

  const alone = async (work: () => Promise<ErrorBody | null>): Promise<ErrorBody | null> => {
    if (isBusy) return { code: 'conflict', message: 'The window is just being attached.' }
    isBusy = true
    try {
      return await work()
    } finally {
      isBusy = false
    }
  }
  const attach = async ({ address, token }: Elsewhere, isKept: boolean): Promise<ErrorBody | null> => {
    if (host.isOwn && isActive()) return activeHere
    const attached = await attachElsewhere({ address, token })
    if ('failed' in attached) return attached.failed
    const { link, machine } = attached
    if (isKept) kept.keep({ address, token, machine })
    present = { address, machine }
    await host.move(link, () => again({ address, token }))
    reload()
    return null
  }

  ears.handle<ErrorBody | null>(windowChannels.attach, notHeard, (given) => {
    const { data: wish } = Wish.safeParse(given)
    const url = wish && readHostUrl(wish.address)
    if (!url) return noAddress
    const { address } = url
    const token = wish.token.trim() || url.token || kept.find(address)?.token
    return token ? alone(() => attach({ address, token }, wish.isKept)) : noToken
  })
  ears.handle<ErrorBody | null>(windowChannels.workHere, notHeard, () =>
    alone(async () => {
      if (present === null) return null
      present = null
      await host.moveBack()
      reload()
      return null
    }),
  )
  ears.handle(windowChannels.keptHosts, [], () => kept.list())
  ears.on(windowChannels.forgetHost, (address) => kept.forget(String(address)))
  ears.tell(windowChannels.readHost, () => present)
  return {
    get host() {
      return present
    },
  }
}

async function again(elsewhere: Elsewhere): Promise<HostLink | HostFailure> {
  const attached = await attachElsewhere(elsewhere)
  return 'failed' in attached ? attached : attached.link
}

const notHeard: ErrorBody = { code: 'unauthorized', message: 'The sender is not the window.' }
const noAddress: ErrorBody = {
  code: 'invalid-input',
  message: 'An address reads like http://127.0.0.1:8123.',
  hint: 'Paste what "adversarium serve" printed on the other machine.',
}
const noToken: ErrorBody = {
  code: 'invalid-input',
  message: 'The host needs its key.',
  hint: 'It stands in the address that "adversarium serve" printed, behind token=.',
}
const activeHere: ErrorBody = {
  code: 'conflict',
  message: 'A run is active on this machine: attaching elsewhere would stop it.',
  hint: 'Wait for it, or pause it first.',
}

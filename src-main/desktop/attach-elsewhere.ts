import { tellFault } from '../contract/faults/index.ts'
import { protocolVersion } from '../contract/host-address.ts'
import { SystemInfo } from '../contract/system.ts'
import type { Reply } from '../contract/wire.ts'
import type { HostFailure, HostLink } from './host-link.ts'
import { openSocketLink } from './socket-link.ts'

/** A host on another machine, or through a tunnel to one. */
export interface Elsewhere {
  /** `http://…` or `https://…`, without a path. */
  readonly address: string
  readonly token: string
}

/** A link, and what the other end calls its machine. */
export interface AttachedElsewhere {
  readonly link: HostLink
  readonly machine: string
}

const silenceMs = 15_000
const answerMs = 10_000

/**
 * Connects to a host elsewhere and asks whether it speaks our language. To it we are a browser: it lets us name paths
 * below its data folder alone. What fails says so in one sentence, without the key.
 */
export async function attachElsewhere({ address, token }: Elsewhere): Promise<AttachedElsewhere | HostFailure> {
  let link: HostLink
  try {
    link = await openSocketLink({
      url: `${address.replace(/^http/, 'ws')}/ws`,
      headers: { authorization: `Bearer ${token}`, origin: address },
      goneText: `The connection to ${address} is lost.`,
      silenceMs,
    })
  } catch (error) {
    const reason = (error as Error).message
    // As ws puts what was answered in the place of an upgrade.
    if (/\b401\b/.test(reason)) return { failed: tellFault('elsewhere-refused', { address }) }
    return { failed: tellFault('elsewhere-silent', { address, reason }) }
  }
  const reply = await askInfo(link)
  const info = reply?.ok ? SystemInfo.safeParse(reply.value).data : undefined
  if (info?.protocol === protocolVersion) return { link, machine: info.machine ?? address }
  await link.close()
  if (!info) return { failed: tellFault('elsewhere-strange', { address }) }
  return { failed: tellFault('elsewhere-version', { address, version: info.version }) }
}

/** null where nothing comes. */
function askInfo(link: HostLink): Promise<Reply | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), answerMs)
    const settle = (reply: Reply | null): void => {
      clearTimeout(timer)
      resolve(reply)
    }
    link.onFrame((frame) => {
      if ('id' in frame && frame.id === 0) settle(frame.reply)
    })
    void link.ended.then(() => settle(null))
    link.send({ id: 0, path: 'system.info', input: {} })
  })
}

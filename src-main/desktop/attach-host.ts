import { tellFault } from '../contract/faults/index.ts'
import type { HostAddress, HostFailure, HostLink } from './host-link.ts'
import { openSocketLink } from './socket-link.ts'

/** Uses the host that already works on the workspace. It lives on when we leave. */
export async function attachHost({ port, token }: HostAddress): Promise<HostLink | HostFailure> {
  try {
    return await openSocketLink({
      url: `ws://127.0.0.1:${port}/ws`,
      headers: { authorization: `Bearer ${token}` },
      goneText: 'The host that this window was attached to has ended.',
    })
  } catch (error) {
    return { failed: tellFault('host-taken-silent', { port, reason: (error as Error).message }) }
  }
}

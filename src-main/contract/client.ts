import type { ClientOf, Contract } from './define.ts'
import { AppError, type Transport } from './wire.ts'

/** Builds the typed client of a contract over any transport; a failed call throws its {@link AppError}. */
export function createClient<C extends Contract>(contract: C, transport: Transport): ClientOf<C> {
  const entries = Object.entries(contract).map(([namespace, members]) => {
    const calls = Object.entries(members)
      .filter(([, member]) => member.kind === 'call')
      .map(([name]) => [name, (input: unknown) => request(transport, `${namespace}.${name}`, input)])
    const on = (name: string, listener: (payload: unknown) => void) =>
      transport.subscribe(`${namespace}.${name}`, listener)
    return [namespace, { ...Object.fromEntries(calls), on }]
  })
  return Object.fromEntries(entries) as ClientOf<C>
}

async function request(transport: Transport, path: string, input: unknown): Promise<unknown> {
  const reply = await transport.call(path, input)
  if (reply.ok) return reply.value
  throw AppError.from(reply.error)
}

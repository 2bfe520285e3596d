import { hostname, networkInterfaces } from 'node:os'

export const loopback = '127.0.0.1'
const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::'])
const onThisMachine = [loopback, 'localhost', '[::1]']

/** The names, as a request's `Host` has them, by which a host that listens at `address` may be reached. */
export function namesOf(address: string): ReadonlySet<string> {
  if (onThisMachine.includes(bracketed(address))) return new Set(onThisMachine)
  const addresses = everywhere.has(address)
    ? Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((own) => own.address))
    : [address]
  return new Set([...onThisMachine, hostname(), ...addresses.map(bracketed)].map((name) => name.toLowerCase()))
}

/** The one that goes into the address which is printed. */
export const reachableName = (address = loopback): string =>
  everywhere.has(address) ? hostname().toLowerCase() : bracketed(address)

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)

import type { Contract } from './define.ts'

/** What the path, e.g. `runs.changed`, names in the contract; null where it names nothing. */
export function memberKind(contract: Contract, path: unknown): 'call' | 'event' | null {
  if (typeof path !== 'string') return null
  const [namespace = '', name = '', ...rest] = path.split('.')
  if (rest.length > 0 || !Object.hasOwn(contract, namespace)) return null
  const members = contract[namespace] ?? {}
  return Object.hasOwn(members, name) ? (members[name]?.kind ?? null) : null
}

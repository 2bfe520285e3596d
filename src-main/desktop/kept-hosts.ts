import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { HostElsewhere } from '../contract/desktop.ts'
import type { Elsewhere } from './attach-elsewhere.ts'

const KeptHosts = z.array(z.object({ address: z.string(), token: z.string(), machine: z.string() }))
type KeptHost = z.output<typeof KeptHosts>[number]

export interface KeptHostList {
  /** Newest first, without their keys. */
  list(): HostElsewhere[]
  find(address: string): Elsewhere | undefined
  keep(host: KeptHost): void
  forget(address: string): void
}

/**
 * Hosts elsewhere that a person wants to find again, in a file that only they may read (on Windows: as their folder is).
 * Their keys never leave the main process.
 */
export function openKeptHosts(file: string): KeptHostList {
  let hosts = read(file)
  const write = (next: KeptHost[]): void => {
    hosts = next
    // Removed first: a file that is there keeps its mode.
    rmSync(`${file}.tmp`, { force: true })
    writeFileSync(`${file}.tmp`, JSON.stringify(hosts), { mode: 0o600, flag: 'wx' })
    renameSync(`${file}.tmp`, file)
  }
  const without = (address: string): KeptHost[] => hosts.filter((host) => host.address !== address)
  return {
    list: () => hosts.map(({ address, machine }) => ({ address, machine })),
    find: (address) => hosts.find((host) => host.address === address),
    keep: (host) => write([host, ...without(host.address)]),
    forget(address) {
      if (hosts.some((host) => host.address === address)) write(without(address))
    },
  }
}

function read(file: string): KeptHost[] {
  try {
    return KeptHosts.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? []
  } catch {
    return []
  }
}

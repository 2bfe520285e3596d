/**
 * What this program and a host say to one another. Raised with every change of the contract that an older window or an
 * older host would not understand.
 */
export const protocolVersion = 1

/** Where a host answers, e.g. `http://127.0.0.1:8123`, and its key where the address carries one. */
export interface HostUrl {
  readonly address: string
  readonly token: string | null
}

/**
 * Reads the address that a host printed, or the beginning of one: `lab:8123`, `http://lab:8123/?token=…`. null where it is
 * none.
 */
export function readHostUrl(text: string): HostUrl | null {
  const pattern =
    /^(?:(https?):\/\/)?((?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?)(?:\/[^?#\s]*)?(?:\?([^#\s]*))?(?:#\S*)?$/i
  const [, scheme = 'http', host, query = ''] = pattern.exec(text.trim()) ?? []
  if (host === undefined) return null
  const token = /(?:^|&)token=([\w-]+)/.exec(query)?.[1] ?? null
  return { address: `${scheme.toLowerCase()}://${host.toLowerCase()}`, token }
}

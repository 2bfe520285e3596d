/** What mends the database of a workspace that cannot be opened. */
export const mendings = ['restore', 'salvage'] as const
export type Mending = (typeof mendings)[number]

/** What a host that cannot open its database offers instead. */
export interface Remedies {
  /** The newest copy; null where there is none. `madeAt` in ms since 1970. */
  readonly copy: { readonly madeAt: number; readonly bytes: number } | null
  readonly canSalvage: boolean
}

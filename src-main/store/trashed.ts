/** A row that lies in the trash. */
export type Trashed<T> = T & {
  /** ms since 1970, UTC. */
  readonly trashedAt: number
}

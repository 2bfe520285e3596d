/** A copy of `known` in which each incoming item replaces the one with its key. */
export function mergeByKey<K, T>(known: ReadonlyMap<K, T>, incoming: Iterable<T>, keyOf: (item: T) => K): Map<K, T> {
  const merged = new Map(known)
  for (const item of incoming) merged.set(keyOf(item), item)
  return merged
}

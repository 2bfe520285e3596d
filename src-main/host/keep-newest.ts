/**
 * Keeps what was worked out, by key, and gives it to those who ask for it again, also while it is worked out; of more than
 * `most` what was asked for longest ago goes. What failed is not kept.
 */
export function keepNewest<T>(most: number) {
  const kept = new Map<string, Promise<T>>()
  return (key: string, make: () => Promise<T>): Promise<T> => {
    const known = kept.get(key)
    const answer = known ?? make()
    kept.delete(key)
    kept.set(key, answer)
    if (known) return answer
    answer.catch(() => kept.delete(key))
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break
      kept.delete(oldest)
    }
    return answer
  }
}

const mostTries = 60

/** Takes parts away as long as the case still fails, half of it first, then smaller parts; roughly, in few tries. */
export async function minimise(
  bytes: Uint8Array,
  fails: (smaller: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  let smallest = bytes
  let tries = 0
  for (let part = Math.ceil(bytes.length / 2); part >= 1 && tries < mostTries; part = Math.floor(part / 2)) {
    for (let at = 0; at < smallest.length && tries < mostTries;) {
      const smaller = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + part)])
      tries++
      if (await fails(smaller)) smallest = smaller
      else at += part
    }
  }
  return smallest
}

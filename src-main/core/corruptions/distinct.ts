/** Open addressing over float bits; `stamps` tells the slots of this call from those of earlier ones. */
let slots = new Int32Array(0)
let stamps = new Int32Array(0)
let stamp = 0

/** How many different values the array holds; −0 and 0 are one. Linear in time, allocates only when images grow. */
export function countDistinct(values: Float32Array): number {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, values.length) * 2))
  if (slots.length < size) {
    slots = new Int32Array(size)
    stamps = new Int32Array(size)
    stamp = 0
  }
  const mask = slots.length - 1
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  stamp = (stamp + 1) | 0
  let count = 0
  for (let i = 0; i < bits.length; i++) {
    const key = bits[i] === -0x80000000 ? 0 : (bits[i] as number)
    const hash = Math.imul(key, 0x9e3779b1)
    let slot = (hash ^ (hash >>> 15)) & mask
    while (stamps[slot] === stamp && slots[slot] !== key) slot = (slot + 1) & mask
    if (stamps[slot] !== stamp) {
      stamps[slot] = stamp
      slots[slot] = key
      count++
    }
  }
  return count
}

/**
 * libjpeg's accurate integer transforms of 8 × 8 blocks (`jfdctint.c`, `jidctint.c`: Loeffler, Ligtenberg and Moschytz
 * 1989), bit for bit. Numbers are fixed-point with 13 bits; between the passes two more bits are kept.
 */
const fractionBits = 13
const passBits = 2

const f0298 = 2446
const f0390 = 3196
const f0541 = 4433
const f0765 = 6270
const f0899 = 7373
const f1175 = 9633
const f1501 = 12299
const f1847 = 15137
const f1961 = 16069
const f2053 = 16819
const f2562 = 20995
const f3072 = 25172

const descale = (value: number, bits: number): number => (value + (1 << (bits - 1))) >> bits

/** Samples − 128 → coefficients times 8, in place. */
export function forwardDct(block: Int32Array): void {
  for (let row = 0; row < 64; row += 8) forward(block, row, 1, fractionBits - passBits, passBits)
  for (let column = 0; column < 8; column++) forward(block, column, 8, fractionBits + passBits, -passBits)
}

/** Eight values from `at` on, `step` apart: sums are shifted left by `shift`, or right where it is negative. */
function forward(block: Int32Array, at: number, step: number, bits: number, shift: number): void {
  const d0 = block[at] as number
  const d1 = block[at + step] as number
  const d2 = block[at + 2 * step] as number
  const d3 = block[at + 3 * step] as number
  const d4 = block[at + 4 * step] as number
  const d5 = block[at + 5 * step] as number
  const d6 = block[at + 6 * step] as number
  const d7 = block[at + 7 * step] as number
  const outer = d0 + d7
  const second = d1 + d6
  const third = d2 + d5
  const inner = d3 + d4
  const evenSum = outer + inner
  const evenDifference = outer - inner
  const middleSum = second + third
  const middleDifference = second - third
  const scaled = (value: number): number => (shift >= 0 ? value << shift : descale(value, -shift))
  block[at] = scaled(evenSum + middleSum)
  block[at + 4 * step] = scaled(evenSum - middleSum)
  const even = (middleDifference + evenDifference) * f0541
  block[at + 2 * step] = descale(even + evenDifference * f0765, bits)
  block[at + 6 * step] = descale(even - middleDifference * f1847, bits)
  const [o1, o3, o5, o7] = [d0 - d7, d1 - d6, d2 - d5, d3 - d4]
  const z5 = (o7 + o5 + o3 + o1) * f1175
  const z1 = -(o7 + o1) * f0899
  const z2 = -(o5 + o3) * f2562
  const z3 = z5 - (o7 + o3) * f1961
  const z4 = z5 - (o5 + o1) * f0390
  block[at + 7 * step] = descale(o7 * f0298 + z1 + z3, bits)
  block[at + 5 * step] = descale(o5 * f2053 + z2 + z4, bits)
  block[at + 3 * step] = descale(o3 * f3072 + z2 + z3, bits)
  block[at + step] = descale(o1 * f1501 + z1 + z4, bits)
}

/** Coefficients → samples − 128, in place, not clipped. */
export function inverseDct(block: Int32Array): void {
  for (let column = 0; column < 8; column++) inverse(block, column, 8, fractionBits - passBits)
  for (let row = 0; row < 64; row += 8) inverse(block, row, 1, fractionBits + passBits + 3)
}

function inverse(block: Int32Array, at: number, step: number, bits: number): void {
  const d0 = block[at] as number
  const d1 = block[at + step] as number
  const d2 = block[at + 2 * step] as number
  const d3 = block[at + 3 * step] as number
  const d4 = block[at + 4 * step] as number
  const d5 = block[at + 5 * step] as number
  const d6 = block[at + 6 * step] as number
  const d7 = block[at + 7 * step] as number
  const turned = (d2 + d6) * f0541
  const second = turned - d6 * f1847
  const first = turned + d2 * f0765
  const sum = (d0 + d4) << fractionBits
  const difference = (d0 - d4) << fractionBits
  const e0 = sum + first
  const e3 = sum - first
  const e1 = difference + second
  const e2 = difference - second
  const z5 = (d7 + d3 + d5 + d1) * f1175
  const z1 = -(d7 + d1) * f0899
  const z2 = -(d5 + d3) * f2562
  const z3 = z5 - (d7 + d3) * f1961
  const z4 = z5 - (d5 + d1) * f0390
  const o3 = d7 * f0298 + z1 + z3
  const o2 = d5 * f2053 + z2 + z4
  const o1 = d3 * f3072 + z2 + z3
  const o0 = d1 * f1501 + z1 + z4
  block[at] = descale(e0 + o0, bits)
  block[at + 7 * step] = descale(e0 - o0, bits)
  block[at + step] = descale(e1 + o1, bits)
  block[at + 6 * step] = descale(e1 - o1, bits)
  block[at + 2 * step] = descale(e2 + o2, bits)
  block[at + 5 * step] = descale(e2 - o2, bits)
  block[at + 3 * step] = descale(e3 + o3, bits)
  block[at + 4 * step] = descale(e3 - o3, bits)
}

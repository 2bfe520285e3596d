/** Layers, start of the tail and area of a layer: Doornik 2005, table 1, for 128 layers. */
const layers = 128
const tailStart = 3.442619855899
const layerArea = 9.91256303526217e-3

const edges = new Float64Array(layers + 1)
const ratios = new Float64Array(layers)
{
  let density = Math.exp(-0.5 * tailStart * tailStart)
  edges[0] = layerArea / density
  edges[1] = tailStart
  for (let i = 2; i < layers; i++) {
    edges[i] = Math.sqrt(-2 * Math.log(layerArea / (edges[i - 1] as number) + density))
    density = Math.exp(-0.5 * (edges[i] as number) ** 2)
  }
  for (let i = 0; i < layers; i++) ratios[i] = (edges[i + 1] as number) / (edges[i] as number)
}

/** 32 random bits a call, unsigned. */
interface BitSource {
  bits(): number
}

/** Uniform in (0, 1), never an end. */
const toUnit = (bits: number): number => ((bits >>> 0) + 0.5) / 4294967296

/**
 * A standard normal number from random bits, by the ziggurat method: almost always one draw, one comparison and one
 * product. Layer and value come from different bits.
 * Doornik 2005, "An improved ziggurat method to generate normal random samples".
 */
export function drawNormal(source: BitSource): number {
  for (;;) {
    const drawn = source.bits() | 0
    const layer = drawn & (layers - 1)
    const signed = (drawn >> 7) / 16777216
    const ratio = ratios[layer] as number
    const edge = edges[layer] as number
    if (signed < ratio && -signed < ratio) return signed * edge
    if (layer === 0) return drawTail(signed < 0, source)
    const x = signed * edge
    const inner = edges[layer + 1] as number
    const above = Math.exp(-0.5 * (edge * edge - x * x))
    const below = Math.exp(-0.5 * (inner * inner - x * x))
    if (below + toUnit(source.bits()) * (above - below) < 1) return x
  }
}

/** Marsaglia 1964: what lies beyond the last layer. */
function drawTail(isNegative: boolean, source: BitSource): number {
  for (;;) {
    const x = Math.log(toUnit(source.bits())) / tailStart
    const y = Math.log(toUnit(source.bits()))
    if (-2 * y >= x * x) return isNegative ? x - tailStart : tailStart - x
  }
}

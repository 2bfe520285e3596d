/** How values of an axis are written: plain, or as pixel values in 255ths. */
export type TickFormat = 'number' | 'pixel'

const mostTicks = 8
const pixelSteps = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64].map((step) => step / 255)

/** Values that a person counts in, between both ends, which may be among them. */
export function ticksBetween(low: number, high: number, format: TickFormat, isLogarithmic: boolean): number[] {
  if (!(high > low)) return [low]
  if (isLogarithmic) return logarithmicTicks(low, high)
  const step = format === 'pixel' ? pixelStep(high - low) : decimalStep(high - low)
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  // Of a whole number, so that no rounding adds up.
  return Array.from({ length: count }, (_, at) => (first + at) * step)
}

const pixelStep = (range: number): number =>
  pixelSteps.find((step) => range / step <= mostTicks) ?? decimalStep(range * 255) / 255

/** 1, 2 or 5 times a power of ten. */
function decimalStep(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / mostTicks))
  return power * ([1, 2, 5, 10].find((times) => range / (power * times) <= mostTicks) ?? 10)
}

function logarithmicTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))]
  const digits = last - first > 3 ? [1] : [1, 2, 5]
  return Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at))
    .flatMap((power) => digits.map((digit) => digit * power))
    .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
}

/** 0.2 → `0.2`, 2 / 255 → `2/255`, −5 → `−5`; four digits at most. */
export function tickText(value: number, format: TickFormat): string {
  if (value === 0) return '0'
  const text = format === 'pixel' ? `${plain(value * 255)}/255` : plain(value)
  return text.replace('-', '−')
}

const plain = (value: number): string =>
  Math.abs(value) < 1e-4
    ? value.toExponential(0)
    : Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 6 })

const minus = '−'
const signed = (text: string): string => text.replaceAll('-', minus)

/** 0.9112 → "0.91", −0.87: confidences and margins in captions. */
export const fixedNumber = (value: number, digits = 2): string => signed(value.toFixed(digits))

/** "+0.594": a margin, whose sign is its message. */
export const signedNumber = (value: number, digits = 3): string =>
  `${value > 0 ? '+' : ''}${fixedNumber(value, digits)}`

/** The ends of a map's values, three digits each: "−0.079 to 0". */
export const valueRange = (min: number, max: number): string => `${threeDigits(min)} to ${threeDigits(max)}`

/** At most three significant digits, in powers of ten where it is very small or large. */
export function threeDigits(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e4) return signed(String(Number(value.toPrecision(3))))
  const [digits = '', power = ''] = value.toExponential(2).split('e')
  return signed(`${Number(digits)} × 10^${Number(power)}`)
}

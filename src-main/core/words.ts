const signed = (text: string): string => text.replace('-', '−')

/** 0.584 → `58.4 %` */
export const percent = (share: number): string => `${signed((share * 100).toFixed(1))} %`

/** −0.058 → `−5.8 points`; one that rounds to zero has no sign. */
export function points(difference: number): string {
  const text = (difference * 100).toFixed(1)
  return `${Number(text) === 0 ? '0.0' : signed(text)} points`
}

/** `(−1.2 to 3.4)`, in percent or points. */
export const intervalText = ([low, high]: readonly [number, number]): string =>
  `(${signed((low * 100).toFixed(1))} to ${signed((high * 100).toFixed(1))})`

/** Three digits. */
export const numberText = (value: number): string => signed(String(Number(value.toPrecision(3))))

/** Three decimals, `p < 0.001` below. */
export const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`)

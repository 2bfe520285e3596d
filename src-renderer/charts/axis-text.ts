import { pixelUnits } from '../../src-main/contract/index.ts'
import { bytes, clockWithSeconds, duration, parameterCount, plainNumber } from '../lib/format.ts'
import type { AxisFormat } from './model.ts'

/** A value of an axis as its ticks and the crosshair write it. */
export function axisText(value: number, format: AxisFormat = 'number'): string {
  switch (format) {
    case 'duration':
      return duration(value * 1000).replace(/(min|h) 0+( s)?$/, '$1')
    case 'clock':
      return clockWithSeconds(value)
    case 'pixel':
      return value === 0 ? '0' : pixelUnits(value).replace('-', '−')
    case 'parameters':
      return parameterCount(value)
    case 'bytes':
      return bytes(value)
    default:
      return Math.abs(value) < 1e-3 && value !== 0
        ? plainNumber(value)
        : value.toLocaleString('en-US', { maximumFractionDigits: 3 }).replace('-', '−')
  }
}

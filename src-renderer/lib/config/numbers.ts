import { AppError, parseNumber, pointsOf, readSwept } from '../../../src-main/contract/index.ts'
import type { NumberParam } from './fields.ts'
import { count, pixelValue } from '../format.ts'

type Notation = Pick<NumberParam, 'display' | 'nullable' | 'integer'>

const short = (value: number): string => String(Number(value.toPrecision(12)))

/** A value as it stands in its field, without the unit: 8/255 of a pixel value is "8", 0.012 of a percentage "1.2". */
export function numberText({ display }: Notation, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'number') return String(value)
  if (display === 'pixel') return short(Math.round(value * 255 * 1e9) / 1e9)
  if (display === 'percent') return short(value * 100)
  return /^\d+(\.\d+)?\/255$/.test(pixelValue(value)) ? pixelValue(value) : short(value)
}

/** The inverse; what is no number comes back as the text that it is. A fraction, "2/255", is taken everywhere. */
export function readNumber({ display, nullable }: Notation, text: string): number | string | null {
  const plain = text.trim().replace(/\s*(%|px)$/, '')
  if (nullable && (plain === '' || plain === 'none')) return null
  const number = parseNumber(plain)
  if (!Number.isFinite(number)) return text.trim()
  if (plain.includes('/')) return number
  if (display === 'pixel') return ofPixels(number)
  return display === 'percent' ? Number((number / 100).toPrecision(12)) : number
}

/** k/255; what is a short decimal, as a source's 0.007, is that decimal and not its neighbour. */
function ofPixels(k: number): number {
  const decimal = Number((k / 255).toPrecision(12))
  return String(decimal).length <= 8 ? decimal : k / 255
}

/**
 * The values of a list as it is typed, "0.1, 0.2, 0.5", or the points of a range, "log:0.001..0.1:3", in the field's unit;
 * a single one is no list.
 */
export function readSweep(notation: Notation, text: string): (number | string | null)[] | null {
  const range = rangePoints(text, notation.integer)
  // Fractions are in no field's unit.
  if (range) return range.map((value) => (text.includes('/') ? Number(value) : readNumber(notation, String(value))))
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== '')
  return parts.length < 2 ? null : [...new Set(parts.map((part) => readNumber(notation, part)))]
}

/** null where it is no range, or not one yet. */
function rangePoints(text: string, isWhole: boolean): readonly unknown[] | null {
  if (!text.includes('..')) return null
  try {
    const field = readSwept('', text)
    return field && !('values' in field) ? pointsOf(field, { path: '', isWhole }) : null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

export const sweepText = (notation: Notation, values: readonly unknown[]): string =>
  values.map((value) => numberText(notation, value)).join(', ')

/** Longer ones stand beside the range instead. */
const longestUnit = 8

/** What stands inside the field, behind the number. */
export const shownUnit = ({ display, unit }: NumberParam): string =>
  display === 'pixel' ? '/255' : display === 'percent' ? '%' : unit !== null && unit.length <= longestUnit ? unit : ''

/** "0 to 255/255", "1 to 100,000, whole", "0 or more". */
export function rangeText(param: NumberParam): string {
  const isOpen = param.max >= 2 ** 31 - 1
  const [min, max] = [param.min, param.max].map((bound) => (bound >= 1000 ? count(bound) : numberText(param, bound)))
  const text = isOpen ? `${min} or more` : `${min} to ${max}`
  if (param.display !== 'plain') return `${text}${param.display === 'percent' ? ' %' : '/255'}`
  const unit = param.unit !== null && shownUnit(param) === '' ? ` ${param.unit}` : ''
  return `${text}${unit}${param.integer ? ', whole' : ''}`
}

/** A slider's positions and the values behind them. */
export interface SliderScale {
  readonly min: number
  readonly max: number
  readonly step: number
  toValue(position: number): number
  toPosition(value: number): number
}

/** Strengths beyond it are typed, not drawn with a slider. */
const strongestPixel = 64
const mostSteps = 256
/** From here on a range is dragged over its orders of magnitude. */
const decades = 1000

/** null where a range has no bounds that a person would drag between. */
export function sliderScale(param: NumberParam): SliderScale | null {
  if (param.display === 'pixel') {
    const max = Math.min(param.max * 255, strongestPixel)
    return { min: param.min * 255, max, step: 0.5, toValue: (at) => at / 255, toPosition: (value) => value * 255 }
  }
  const [span, ratio] = [param.max - param.min, param.max / Math.max(param.min, Number.MIN_VALUE)]
  if (!param.integer && ratio >= decades) return param.min > 0 ? logarithmic(param) : linear(param)
  if (span <= (param.integer ? mostSteps : 1)) return linear(param)
  return param.min >= 1 && param.max <= 65_536 ? logarithmic(param) : null
}

function linear(param: NumberParam): SliderScale | null {
  if (!param.integer && param.max - param.min > 1) return null
  const step = param.integer ? 1 : 0.01
  return { min: param.min, max: param.max, step, toValue: rounded, toPosition: (value) => value }
}

function logarithmic({ min, max, integer }: NumberParam): SliderScale {
  const low = Math.log2(min)
  return {
    min: low,
    max: Math.log2(max),
    step: integer ? 0.125 : 0.05,
    // Rounding to what a person would type must not leave the range.
    toValue: (at) => Math.min(max, Math.max(min, integer ? Math.round(2 ** at) : Number((2 ** at).toPrecision(2)))),
    toPosition: (value) => Math.log2(Math.max(value, min)),
  }
}

const rounded = (value: number): number => Number(value.toPrecision(12))

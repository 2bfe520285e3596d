import type { Param } from '../contract/catalog.ts'

type NumberParam = Extract<Param, { kind: 'number' }>
type ChoiceParam = Extract<Param, { kind: 'choice' }>
type ToggleParam = Extract<Param, { kind: 'toggle' }>
type BlocksParam = Extract<Param, { kind: 'blocks' }>
type LayerParam = Extract<Param, { kind: 'layer' }>

export type Params = Readonly<Record<string, Param>>

type ValueOf<P extends Param> = P extends ToggleParam
  ? boolean
  : P extends ChoiceParam
    ? P['options'][number]['value']
    : P extends BlocksParam | LayerParam
      ? string
      : P extends { nullable: true }
        ? number | null
        : number

/** The typed values of a parameter list: `{ epsilon: number, clip: boolean }`. */
export type ValuesOf<P extends Params> = { readonly [K in keyof P]: ValueOf<P[K]> }

interface NumberOptions {
  min: number
  max: number
  /** 1 makes it a whole number. */
  step?: 1
  /** `pixel value` is written and read as k/255. */
  unit?: string
  /** Where this other parameter has this value only; else it is a plain number. */
  pixelsWhere?: { readonly param: string; readonly value: string }
  /** What a slider of its strength goes through, from the weakest to the strongest. */
  slides?: { readonly from: number; readonly to: number }
  help: string
}

/** A number in [min, max]. */
export function number(options: NumberOptions & { default: number }): NumberParam & { nullable: false } {
  return { ...numberParam(options), default: options.default, nullable: false }
}

/** A number in [min, max], or null, which `help` explains. */
export function optionalNumber(options: NumberOptions & { default?: number | null }): NumberParam & { nullable: true } {
  return { ...numberParam(options), default: options.default ?? null, nullable: true }
}

function numberParam(options: NumberOptions): Omit<NumberParam, 'default' | 'nullable'> {
  const { min, max, step, unit, pixelsWhere, slides, help } = options
  const display = unit === 'pixel value' || pixelsWhere ? 'pixel' : 'plain'
  const where = pixelsWhere && { displayWhere: pixelsWhere }
  return {
    kind: 'number',
    min,
    max,
    integer: step === 1,
    unit: unit ?? null,
    display,
    ...where,
    ...(slides && { slides }),
    help,
  }
}

/** One of a few named options. */
export function choice<const V extends string>(options: {
  default: NoInfer<V>
  options: Readonly<Record<V, string>>
  help: string
}): ChoiceParam & { options: { value: V; title: string }[] } {
  const list = Object.entries(options.options) as [V, string][]
  return {
    kind: 'choice',
    default: options.default,
    options: list.map(([value, title]) => ({ value, title })),
    help: options.help,
  }
}

export function toggle(options: { default: boolean; help: string }): ToggleParam {
  return { kind: 'toggle', ...options }
}

/** Names of blocks of the run's architecture, joined by `+`: read them with `readBlocks`. */
export function blocks(options: { default: string; help: string }): BlocksParam {
  return { kind: 'blocks', ...options }
}

/** The name of a layer of the run's architecture; empty: the one that the method chooses by itself. */
export function layer(options: { help: string }): LayerParam {
  return { kind: 'layer', default: '', ...options }
}

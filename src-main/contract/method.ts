import { z } from 'zod'
import { AppError } from './wire.ts'

export const ParamValue = z.union([z.number(), z.boolean(), z.string(), z.null()])
export type ParamValue = z.output<typeof ParamValue>

const MethodObject = z.strictObject({ id: z.string().min(1), params: z.record(z.string(), ParamValue).default({}) })

/**
 * A method of a registry with the parameters that differ from their defaults.
 * Text is accepted everywhere: `fgsm:epsilon=2/255,clip=true`.
 */
export const MethodChoice = z.union([
  MethodObject,
  z.string().transform((text, context) => {
    try {
      return parseMethod(text)
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as Error).message, input: text })
      return z.NEVER
    }
  }),
])
export type MethodChoice = z.output<typeof MethodObject>

/** Reads `id:param=value,param=value`. Values stay text where they are not plain numbers, true, false or null. */
export function parseMethod(text: string): MethodChoice {
  const [, id, list] = /^\s*([^:\s]+)\s*(?::(.*))?$/s.exec(text) ?? []
  if (id === undefined) throw new AppError('invalid-input', `Expected "id:param=value,…": got ${JSON.stringify(text)}.`)
  const params: Record<string, ParamValue> = {}
  for (const part of (list ?? '').split(',')) {
    if (part.trim() === '') continue
    // Not by one expression: its time would grow with the square of the spaces in the text.
    const middle = part.indexOf('=')
    const name = part.slice(0, Math.max(0, middle)).trim()
    if (name === '' || /\s/.test(name)) {
      throw new AppError(
        'invalid-input',
        `Expected "param=value" in ${JSON.stringify(text)}: got ${JSON.stringify(part)}.`,
      )
    }
    params[name] = parseValue(part.slice(middle + 1).trim())
  }
  return { id, params }
}

function parseValue(text: string): ParamValue {
  if (text === 'true') return true
  if (text === 'false') return false
  if (text === 'null' || text === 'none') return null
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

/** The shortest text that reads back as this choice; k/255 where a value is an exact multiple of it. */
export function formatMethod({ id, params }: MethodChoice): string {
  const parts = Object.keys(params)
    .toSorted()
    .map((name) => `${name}=${formatValue(params[name] as ParamValue)}`)
  return parts.length === 0 ? id : `${id}:${parts.join(',')}`
}

function formatValue(value: ParamValue): string {
  if (typeof value !== 'number') return String(value)
  const numerator = Math.round(value * 255 * 4) / 4
  const isPixelStep = value > 0 && value < 1 && String(value).length > 5 && numerator / 255 === value
  return isPixelStep ? `${numerator}/255` : String(value)
}

/** JSON with sorted keys, so that equal choices are equal text. */
export function canonicalMethod({ id, params }: MethodChoice): string {
  const sorted = Object.fromEntries(
    Object.keys(params)
      .toSorted()
      .map((name) => [name, params[name]]),
  )
  return JSON.stringify({ id, params: sorted })
}

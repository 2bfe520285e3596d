import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../contract/wire.ts'
import { abilitiesFor, requirePrecision } from '../engine/abilities.ts'
import { readRuntime } from '../engine/runtime/record.ts'
import { labelOf } from './arguments.ts'
import { comparisonsOf, type CardRow } from './card-rows.ts'
import { baseRequest, type BenchContext } from './context.ts'
import { inWorkspace } from './measures/in-workspace.ts'
import { native } from './places.ts'
import { noImages } from './prepare-images.ts'
import type { Measured, MeasureRequest } from './request.ts'
import { runProcess, type Place } from './run-process.ts'

export type Computed = ReadonlyMap<string, Float32Array>

const oneStep = { iterations: 1, stepSize: 2 / 255, epsilon: null }

const everywhere: readonly Place[] = ['card', 'processor', 'processor without oneDNN']

/** What is computed on the card, and where it is held against the processor there too, in two orders of summation. */
const variants = [
  { name: 'clean', request: {}, on: everywhere },
  { name: 'adversarial', request: oneStep, on: everywhere },
  { name: 'deterministic', request: { ...oneStep, deterministic: true }, on: ['card'] },
  { name: 'deterministic again', request: { ...oneStep, deterministic: true }, on: ['card'] },
  { name: 'tf32', request: { precision: 'tf32' }, on: ['card'] },
  { name: 'bfloat16', request: { precision: 'bfloat16' }, on: ['card'] },
] as const satisfies readonly { name: string; request: Partial<MeasureRequest>; on: readonly Place[] }[]

/** How fast it is, on both. */
const speeds: readonly { work: string; value: string; unit: string; request: Partial<MeasureRequest> }[] = [
  ...[32, 128, 512].flatMap((batch) => [
    step(`clean step, batch ${batch}`, { batch }),
    step(`NSL step, batch ${batch}`, { batch, ...oneStep }),
  ]),
  step('clean step, batch 128, TF32', { batch: 128, precision: 'tf32' }),
  step('clean step, batch 128, bfloat16', { batch: 128, precision: 'bfloat16' }),
  step('clean step, batch 128, deterministic', { batch: 128, deterministic: true }),
  { work: 'logits, batch 128', value: 'batch128', unit: 'images/s', request: { measure: 'inference' } },
  { work: 'gradient maps, one by one', value: 'mapsPerSecond', unit: 'maps/s', request: { measure: 'saliency' } },
  { work: 'evaluation of 128 images under PGD-20', value: 'evaluationMs', unit: 'ms', request: { measure: 'attack' } },
]

function step(work: string, request: Partial<MeasureRequest>) {
  return { work, value: 'imagesPerSecond', unit: 'images/s', request: { measure: 'training', ...request } }
}

/** Has a process compute or measure something on a device. */
type Ask = (on: Place, what: string, request: Partial<MeasureRequest>) => Promise<Measured>

/** The card beside the processor: whether they compute the same, and how fast each is. Throws `invalid-input` without a card. */
export async function runCard(context: Omit<BenchContext, 'images'>): Promise<CardRow[]> {
  const { device, card } = readRuntime(native)
  if (device !== 'gpu' || card === null) {
    throw new AppError('invalid-input', 'There is no card that TensorFlow computes on here.', {
      hint: '`npm run doctor` says why.',
    })
  }
  const [choice] = context.options.architectures
  if (!choice) throw new Error('There is no architecture to measure.')
  const base = baseRequest(choice, { ...context, images: noImages }, true)
  const ask: Ask = (on, what, request) => {
    context.say(`${labelOf(choice)} on the ${on}: ${what}`)
    return runProcess('ours', { ...base, ...request }, { ...context.options, signal: context.signal, on })
  }
  const compared = await inWorkspace((folder) => compareValues(folder, ask, context))
  return [...compared, ...(await measureSpeeds(ask, context))]
}

type Ending = Pick<BenchContext, 'isOver'>

async function compareValues(folder: string, ask: Ask, { isOver }: Ending): Promise<CardRow[]> {
  const computed = new Map<string, Computed>()
  const failures = new Map<string, string>()
  for (const [{ name, request }, on] of variants.flatMap((each) => each.on.map((on) => [each, on] as const))) {
    const key = `${name} ${on}`
    const output = join(folder, key)
    mkdirSync(output)
    try {
      if (isOver()) throw new Error('stopped')
      const told = await ask(on, name, { ...request, measure: 'values', output })
      const isOnCard = 'values' in told && told.values['isOnCard'] === 1
      if (isOnCard !== (on === 'card')) throw new Error('TensorFlow opened another device')
      computed.set(key, readValues(output))
    } catch (error) {
      failures.set(key, (error as Error).message)
    }
  }
  return comparisonsOf(computed, failures)
}

async function measureSpeeds(ask: Ask, { isOver }: Ending): Promise<CardRow[]> {
  const rows: CardRow[] = []
  for (const { work, value, unit, request } of speeds) {
    const measured: Record<'card' | 'processor', number | null> = { card: null, processor: null }
    const failed: string[] = []
    for (const on of ['card', 'processor'] as const) {
      if (isOver() || !hasPrecision(on, request)) continue
      try {
        const told = await ask(on, work, request)
        if ('values' in told) measured[on] = told.values[value] ?? null
      } catch (error) {
        failed.push(`${on}: ${(error as Error).message}`)
      }
    }
    rows.push({ kind: 'speed', work, ...measured, unit, failed: failed.join('; ') || null })
  }
  return rows
}

/** Whether a device can be asked for the request's precision at all. */
function hasPrecision(on: Place, { precision = 'float32' }: Partial<MeasureRequest>): boolean {
  const record = readRuntime(native)
  try {
    requirePrecision(
      precision,
      abilitiesFor(on === 'card' ? record : { ...record, device: 'cpu', card: null }, 'automatic'),
    )
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

function readValues(folder: string): Computed {
  const values = new Map(
    readdirSync(folder).map((name) => {
      const bytes = new Uint8Array(readFileSync(join(folder, name)))
      return [name.replace(/\.f32$/, ''), new Float32Array(bytes.buffer)]
    }),
  )
  return values.set('first loss', values.get('losses')?.subarray(0, 1) ?? new Float32Array())
}

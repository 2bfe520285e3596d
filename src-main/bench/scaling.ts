import { resolveParams } from '../contract/catalog.ts'
import { findMethod } from '../core/catalog.ts'
import { median } from '../core/median.ts'
import type { MeasureRequest } from './request.ts'
import type { BenchRow } from './rows.ts'
import { runProcess } from './run-process.ts'
import { baseRequest, type BenchContext } from './context.ts'
import { quantities, scalingRows, type Quantity } from './scaling-lines.ts'
import { targetArchitecture } from './targets.ts'
import { labelOf } from './arguments.ts'

type QuantityId = (typeof quantities)[number]['id']

/** What a value of a quantity changes in a request. */
const changes: Readonly<Record<QuantityId, (value: number) => Partial<MeasureRequest>>> = {
  batch: (batch) => ({ batch }),
  size: (size) => ({ size }),
  pgd: (iterations) => ({ iterations, stepSize: 2 / 255, epsilon: iterations > 1 ? 8 / 255 : null }),
  depth: (depth) => resNet(String(depth)),
}

/** Step times over batch size, image size, gradient steps and depth, each point in a process of its own. */
export async function runScaling(context: BenchContext): Promise<BenchRow[]> {
  const { options, signal, isOver, say } = context
  const { method } = findMethod('architectures', { id: targetArchitecture, params: {} })
  const first = { id: targetArchitecture, params: resolveParams(method, {}) }
  const outcomes = new Map<string, { times: number[]; failed: string | null }>()
  for (let round = 1; round <= options.rounds; round++) {
    for (const { id, values } of quantities) {
      for (const value of values) {
        const key = `${id} ${value}`
        const outcome = outcomes.get(key) ?? { times: [], failed: null }
        outcomes.set(key, outcome)
        if (isOver() || outcome.failed !== null) continue
        say(`round ${round} of ${options.rounds}: ${key}`)
        const request = { ...baseRequest(first, context, false), measure: 'training', ...changes[id](value) }
        try {
          const measured = await runProcess('ours', request, { ...options, signal })
          if ('values' in measured) outcome.times.push(measured.values['stepMs'] as number)
        } catch (error) {
          outcome.failed = `failed: ${(error as Error).message}`
        }
      }
    }
  }
  return quantities.flatMap((quantity: Quantity) => {
    const measured = quantity.values.map((value) => {
      const { times, failed } = outcomes.get(`${quantity.id} ${value}`) ?? { times: [], failed: null }
      return { value, ms: times.length === 0 ? null : median(times), failed }
    })
    return scalingRows(quantity, quantity.id === 'depth' ? 'resnet' : labelOf(first), measured, options.rounds)
  })
}

function resNet(variant: string): Pick<MeasureRequest, 'architecture' | 'params'> {
  const { method } = findMethod('architectures', { id: 'resnet', params: {} })
  return { architecture: 'resnet', params: resolveParams(method, { variant }) }
}

import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { judge } from '../../../src-main/core/attacks/verdicts.ts'
import { attacks } from '../../../src-main/core/attacks/index.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { runLater, runNow } from '../../../src-main/core/computation.ts'
import {
  loadTarget,
  modelAndImages,
  resultsOf,
  type ModelAndImages,
  type Target,
} from '../../support/attack-fixtures.ts'
import { startFixtureRuntime } from '../../support/fixture-runtime.ts'
import { leaveOut } from '../../support/leave-out.ts'

interface RandomCase {
  readonly attack: string
  readonly norm: 'Linf' | 'L2'
  readonly epsilon: number
  readonly still_correct: readonly number[]
  readonly robust_accuracy: number
}

const names: Record<string, string> = {
  'AutoAttack standard': 'autoattack',
  'APGD-CE': 'apgd-ce',
  'APGD-DLR': 'apgd-dlr',
  'APGD-T': 'apgd-t',
  'FAB-T': 'fab-t',
  Square: 'square',
}
const cases = resultsOf<RandomCase>('autoattack').flatMap((one) => {
  const id = `${names[one.attack] ?? one.attack}${one.norm === 'L2' ? '-l2' : ''}`
  const isKnown = attacks.some((attack) => attack.id === id)
  if (!isKnown) leaveOut(`${one.attack} ${one.norm}`, 'no such attack')
  return isKnown ? [{ id, one }] : []
})

describe.skipIf(!modelAndImages)('AutoAttack and its parts, from random starts of their own', () => {
  let target: Target
  const standing = new Map<string, number>()
  beforeAll(async () => {
    target = loadTarget(modelAndImages as ModelAndImages, await startFixtureRuntime())
    return () => target.dispose()
  })

  it.each(cases)(
    '$id at $one.epsilon leaves as many standing as the authors’ code',
    async ({ id, one }) => {
      // Square is tried at full length by itself; in the ensemble it only sees what withstood the rest.
      const params = { epsilon: one.epsilon, ...(id.startsWith('autoattack') && { queries: 500 }) }
      const { method, values } = findMethod('attacks', { id, params })
      const attacked = await runLater(method.perturb(values, target.context))
      const right = tf.tidy(() => runNow(judge(target.context, attacked)).filter(({ isRight }) => isRight).length)
      attacked.dispose()
      const share = right / one.still_correct.length
      standing.set(`${id} ${one.epsilon}`, share)
      expect(Math.abs(share - one.robust_accuracy)).toBeLessThanOrEqual(0.03 + 1e-9)
    },
    600_000,
  )

  it('leaves no more standing than any of its parts', () => {
    for (const [name, share] of standing) {
      const [id = '', epsilon] = name.split(' ')
      const whole = standing.get(`autoattack${id.endsWith('-l2') ? '-l2' : ''} ${epsilon}`)
      if (whole !== undefined) expect(whole).toBeLessThanOrEqual(share + 0.01 + 1e-9)
    }
  })
})

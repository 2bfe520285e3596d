import { describe, expect, it } from 'vitest'
import {
  abilitiesFor,
  canGoToProcessor,
  requirePrecision,
  roomForRuns,
  type Abilities,
} from '../../src-main/engine/abilities.ts'
import { writeRuntime, type RuntimeRecord } from '../../src-main/engine/runtime/record.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const card = { name: 'NVIDIA A100', driver: '550.54', computeCapability: 8, memoryBytes: 40 * 2 ** 30 }
const record: RuntimeRecord = {
  ...{ backend: 'tensorflow', device: 'gpu', tensorflow: '/tf', version: '2.21.0', addon: '/a.node', card },
  ...{ recordsSteps: true, source: 'fetched', reason: 'Fetched.' },
}
const abilities = (changes: Partial<Abilities>): Abilities => ({
  device: 'processor',
  processorFlags: new Set(['avx2', 'avx512f']),
  computeCapability: null,
  recordsSteps: true,
  ...changes,
})

describe('requirePrecision', () => {
  it.each<[string, Parameters<typeof requirePrecision>[0], Partial<Abilities>]>([
    ['float32 anywhere', 'float32', { device: 'javascript' }],
    ['tf32 on Ampere', 'tf32', { device: 'card', computeCapability: 8 }],
    ['bfloat16 on Ada', 'bfloat16', { device: 'card', computeCapability: 8.9 }],
    ['bfloat16 with AVX512_BF16', 'bfloat16', { processorFlags: new Set(['avx512_bf16']) }],
    ['bfloat16 with AMX', 'bfloat16', { processorFlags: new Set(['amx_bf16']) }],
  ])('takes %s', (_, precision, changes) => {
    expect(() => requirePrecision(precision, abilities(changes))).not.toThrow()
  })

  it.each<[Parameters<typeof requirePrecision>[0], Partial<Abilities>, string]>([
    ['bfloat16', {}, 'a processor with AVX512_BF16 or AMX_BF16, and this one has neither.'],
    [
      'bfloat16',
      { processorFlags: new Set() },
      'a processor with AVX512_BF16 or AMX_BF16, and what this one has is unknown.',
    ],
    [
      'bfloat16',
      { recordsSteps: false, processorFlags: new Set(['amx_bf16']) },
      "the program's own addon, which could not be built: `npm run doctor` says why.",
    ],
    ['bfloat16', { device: 'javascript' }, 'TensorFlow, and the JavaScript backend would compute.'],
    [
      'bfloat16',
      { device: 'card', computeCapability: 7.5, processorFlags: new Set(['amx_bf16']) },
      "an NVIDIA card of compute capability 8.0 or newer, and this one's is 7.5.",
    ],
    ['tf32', {}, 'an NVIDIA card of compute capability 8.0 or newer, and this run would compute without a card.'],
    ['tf32', { device: 'card' }, "an NVIDIA card of compute capability 8.0 or newer, and this one's is unknown."],
  ])('refuses %s without %o', (precision, changes, needs) => {
    expect(() => requirePrecision(precision, abilities(changes))).toThrow(`The precision ${precision} needs ${needs}`)
  })

  it('lets a processor take over what it can compute', () => {
    expect(canGoToProcessor('float32')).toBe(true)
    expect(canGoToProcessor('tf32')).toBe(false)
  })

  it('goes by the backend that a run chooses and the device that was prepared', () => {
    expect(abilitiesFor(record, 'automatic')).toMatchObject({ device: 'card', computeCapability: 8 })
    expect(abilitiesFor({ ...record, device: 'cpu' }, 'tensorflow').device).toBe('processor')
    expect(abilitiesFor(record, 'javascript').device).toBe('javascript')
    expect(abilitiesFor({ ...record, backend: 'javascript' }, 'automatic').device).toBe('javascript')
  })
})

describe('roomForRuns', () => {
  it('is the card’s memory where the card computes, else what the system can give', () => {
    const folder = temporaryFolder()
    writeRuntime(folder, record)
    expect(roomForRuns(folder, 'automatic')).toEqual({ device: 'card', freeBytes: card.memoryBytes })
    expect(roomForRuns(folder, 'javascript')).toMatchObject({ device: 'processor', freeBytes: expect.any(Number) })
  })
})

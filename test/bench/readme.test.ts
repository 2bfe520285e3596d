import { readFileSync } from 'node:fs'
import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { writeBenchBlock } from '../../src-main/bench/readme.ts'
import { quantities, scalingRows } from '../../src-main/bench/scaling-lines.ts'
import { benchRecord, benchRow } from './support/records.ts'

const readme = readFileSync('README.md', 'utf8')
const keras = { peer: 200, peerName: 'Keras 3.15.1 fit, jit_compile=False', ratio: 1.5 }

describe('writeBenchBlock', () => {
  it('writes the newest figures between the markers and nothing else, as Prettier would', async () => {
    const scaled = scalingRows(quantities[0], 'mobilenet-v2', [8, 16, 32].map(twice), 3)
    const history = [
      benchRecord({
        commit: 'old5678',
        rows: [benchRow({ ours: 1 }), benchRow({ work: 'waiting', ours: 1, unit: '%' })],
      }),
      benchRecord({
        rows: [
          benchRow(keras),
          benchRow({ architecture: 'resnet', ours: 96.25, ...keras }),
          benchRow({ work: 'import', architecture: null, ours: 7000 }),
          benchRow({ work: 'start', ours: null, unit: 's', failed: 'failed: took longer than 240 s' }),
        ],
      }),
      benchRecord({ kind: 'scaling', rows: scaled }),
    ]
    const written = writeBenchBlock(readme, history)
    const [before = '', after = ''] = readme.split(/<!-- bench:[^]*<!-- end of bench -->/)
    expect(written.startsWith(before) && written.endsWith(after)).toBe(true)
    expect(writeBenchBlock(written, history)).toBe(written)
    const lines = written.split('\n').map((line) => line.replaceAll(/ +/g, ' '))
    expect(lines).toContain(
      '| clean step | 300 images/s | 200 Keras 3.15.1 fit, jit_compile=False | 1.50 | at least 1.05 × (hoped for 1.3) | hoped for | 3 × abc1234 |',
    )
    expect(lines).toContain('| import of JPEGs | 7,000 images/s | | | at least 8,000 images/s | missed | 3 × abc1234 |')
    // Of a work that the last record left out, the one before tells.
    expect(lines).toContain('| waiting for data | 1.00 % | | | at most 2 % (hoped for 0) | hit | 3 × old5678 |')
    expect(lines.some((line) => line.startsWith('| start to the first step | not measured |'))).toBe(true)
    expect(lines.some((line) => line.startsWith('| resnet | 96.3 | 200 | 1.50 |'))).toBe(true)
    expect(lines).toContain('| batch size | 8: 16.0, 16: 32.0, 32: 64.0 | 0 % |')
    expect(await format(written, { parser: 'markdown', printWidth: 120 })).toBe(written)
  })

  it('refuses a text without the markers', () => {
    expect(() => writeBenchBlock('# Nothing', [])).toThrow('The README lacks the lines')
  })
})

const twice = (value: number) => ({ value, ms: 2 * value, failed: null })

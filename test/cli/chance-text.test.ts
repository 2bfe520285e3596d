import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { formatChance } from '../../src-main/cli/terminal/chance-text.ts'
import type { ComparisonRow } from '../../src-main/contract/comparisons.ts'

const row = (name: string, condition: string, accuracy: number, interval: [number, number]): ComparisonRow => ({
  ...{ run: name, name, condition, evaluation: '1', checkpoint: null, correct: 0, n: 60, accuracy, interval },
  ...{ top5: null, seen: [], checks: [] },
})

describe('formatChance', () => {
  it('names the runs whose clean accuracy may be guessing', () => {
    const rows = [
      row('guessing', 'clean', 1 / 6, [0.1, 0.28]),
      row('guessing', 'fgsm:epsilon=2/255', 0.1, [0.05, 0.2]),
      row('better', 'clean', 0.4, [0.29, 0.53]),
      row('worse', 'clean', 0.05, [0.02, 0.14]),
      row('unknown', 'clean', 1 / 6, [0.1, 0.28]),
    ]
    const classes = new Map(['guessing', 'better', 'worse'].map((run) => [run, 6]))
    expect(formatChance(rows, classes, picocolors.createColors(false))).toBe(
      'guessing: clean accuracy 16.7\u202f% lies within chance (1 of 6 classes): train longer before reading attacks',
    )
  })
})

import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTypeface } from '../../../../src-main/host/sheets/export/typeface.ts'
import { programFolder } from '../../../support/test-host.ts'

const typeface = openTypeface(join(programFolder, 'resources'))
const head = {
  ...{ title: 'PGD (L∞), ε ≤ 8/255', lines: ['1 image.'], sides: ['Žižkov, Αθήνα'], columns: [] },
  ...{ names: ['szőlő', 'why?'], shape: [8, 8, 3] as const },
}

it('has the letters of European languages and the signs of the field', () => {
  expect(typeface.head(head)).toEqual(head)
})

it('has one sign for letters that it lacks, and says so', () => {
  const { names, lines, title } = typeface.head({ ...head, names: ['猫', 'dog'] })
  expect([names, title]).toEqual([['?', 'dog'], head.title])
  expect(lines).toEqual(['1 image.', 'Letters that this typeface lacks stand as "?".'])
  const cell = { map: null, sentence: 'Nothing speaks for "猫".' }
  const { sides } = typeface.row({ image: 0, sides: [{ prediction: null, pixels: '猫', cells: [cell] }] })
  expect(sides).toEqual([
    { prediction: null, pixels: '?', cells: [{ map: null, sentence: 'Nothing speaks for "?".' }] },
  ])
})

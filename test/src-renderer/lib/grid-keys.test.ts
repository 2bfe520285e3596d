import { describe, expect, it } from 'vitest'
import { gridAction, selectByClick, selectRange } from '../../../src-renderer/lib/grid-keys.ts'

const key = (name: string, shiftKey = false) => ({ key: name, shiftKey })
const click = (change: object = {}) => ({ ctrlKey: false, metaKey: false, shiftKey: false, ...change })
const order = ['a', 'b', 'c', 'd']

describe('keys of a table', () => {
  it('move inside the table and extend with Shift', () => {
    expect(gridAction(key('ArrowDown'), 3, 4)).toEqual({ kind: 'move', to: 3, extends: false })
    expect(gridAction(key('ArrowUp', true), 2, 4)).toEqual({ kind: 'move', to: 1, extends: true })
    expect(gridAction(key('End'), 0, 4)).toEqual({ kind: 'move', to: 3, extends: false })
  })

  it('select, open and clear; any other key does nothing', () => {
    const kinds = [' ', 'Enter', 'c', 'Escape', 'x'].map((name) => gridAction(key(name), 0, 4)?.kind)
    expect(kinds).toEqual(['toggle', 'open', undefined, 'clear', undefined])
  })
})

describe('selecting', () => {
  it('takes one with a click, adds with Ctrl, extends with Shift', () => {
    expect(selectByClick(click(), order, ['a'], 'c')).toEqual(['c'])
    expect(selectByClick(click({ ctrlKey: true }), order, ['a'], 'c')).toEqual(['a', 'c'])
    expect(selectByClick(click({ ctrlKey: true }), order, ['a', 'c'], 'c')).toEqual(['a'])
    expect(selectByClick(click({ shiftKey: true }), order, ['d'], 'b')).toEqual(['d', 'b', 'c'])
  })

  it('never selects a run twice', () => {
    expect(selectRange(order, ['a', 'b'], 'a', 'c')).toEqual(['a', 'b', 'c'])
  })
})

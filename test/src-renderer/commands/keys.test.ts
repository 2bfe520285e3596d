import { describe, expect, it } from 'vitest'
import { keyCaps, matchesKeys, mayAct, toAccelerator } from '../../../src-renderer/commands/keys.ts'

const press = (key: string, change: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
})

function inside(html: string, selector: string): Element {
  document.body.innerHTML = html
  const element = document.querySelector(selector)
  if (!element) throw new Error(`Nothing is ${selector}.`)
  return element
}

describe('keys of commands', () => {
  it('match with exactly their modifiers, Command being Ctrl', () => {
    expect(matchesKeys('Ctrl+K', press('k', { ctrlKey: true }))).toBe(true)
    expect(matchesKeys('Ctrl+K', press('k', { metaKey: true }))).toBe(true)
    expect(matchesKeys('Ctrl+K', press('k'))).toBe(false)
    expect(matchesKeys('Ctrl+Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(matchesKeys('Ctrl+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true)
  })

  it('match a sign however it is typed', () => {
    expect(matchesKeys('?', press('?', { shiftKey: true }))).toBe(true)
    expect(matchesKeys('/', press('/'))).toBe(true)
  })

  it('act in a field only with a modifier, and leave its undo to it', () => {
    const field = inside('<input type="text">', 'input')
    expect(['C', '/', 'Delete', 'Ctrl+Z'].map((keys) => mayAct(keys, field))).toEqual([false, false, false, false])
    expect(['Ctrl+K', 'Alt+1', 'F1'].map((keys) => mayAct(keys, field))).toEqual([true, true, true])
  })

  it('act on a checkbox, and not in a dialog when plain', () => {
    expect(mayAct('C', inside('<input type="checkbox">', 'input'))).toBe(true)
    const button = inside('<div role="dialog"><button></button></div>', 'button')
    expect([mayAct('C', button), mayAct('Ctrl+K', button)]).toEqual([false, true])
  })

  it('go to the native menu with a modifier only, since it would take a letter from every field', () => {
    expect(['Ctrl+Shift+Z', 'Alt+1', 'F1', 'C', 'Delete', '?'].map(toAccelerator)).toEqual([
      'CommandOrControl+Shift+Z',
      'Alt+1',
      'F1',
      null,
      null,
      null,
    ])
    expect(keyCaps('Shift+ArrowDown')).toEqual(['Shift', '↓'])
  })
})

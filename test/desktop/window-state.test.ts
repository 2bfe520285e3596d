import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readWorkspace } from '../../src-main/desktop/read-arguments.ts'
import { isReachable, readWindowState, writeWindowState } from '../../src-main/desktop/window-state.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const bounds = { x: 100, y: 50, width: 1280, height: 800 }

describe('state of the window', () => {
  it('survives a restart; a damaged file counts as none', () => {
    const file = join(temporaryFolder(), 'window.json')
    expect(readWindowState(file)).toBeNull()
    writeWindowState(file, { bounds, isMaximized: true })
    expect(readWindowState(file)).toEqual({ bounds, isMaximized: true })
    writeFileSync(file, '{"bounds":{"x":"left"}}')
    expect(readWindowState(file)).toBeNull()
  })

  it('is not restored to a display that is gone', () => {
    const screen = { x: 0, y: 0, width: 1920, height: 1080 }
    expect(isReachable(bounds, [screen])).toBe(true)
    expect(isReachable({ ...bounds, x: 2500 }, [screen])).toBe(false)
    expect(isReachable({ ...bounds, y: -400 }, [screen])).toBe(false)
  })
})

describe('readWorkspace', () => {
  it('finds our argument among those of Electron and Chromium', () => {
    expect(readWorkspace(['electron', '--no-sandbox', '.', '--workspace', 'data'], '/home')).toBe('/home/data')
    expect(readWorkspace(['electron', '--workspace=/data'], '/home')).toBe('/data')
    expect(readWorkspace(['electron', '.'], '/home')).toBeNull()
    expect(readWorkspace(['electron', '--workspace'], '/home')).toBeNull()
  })
})

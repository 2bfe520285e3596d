import { describe, expect, it } from 'vitest'
import { createChartScope } from '../../../../src-renderer/components/charts/chart-scope.ts'
import { cursorCommands } from '../../../../src-renderer/components/run/cursor-commands.ts'

function press(scope: ReturnType<typeof createChartScope>, places: readonly number[], keys: readonly string[]): void {
  for (const key of keys) {
    const command = cursorCommands(scope, () => places).find((known) => known.keys?.includes(key))
    if (command?.isEnabled?.() ?? true) command?.run()
  }
}

describe('keys of the crosshair', () => {
  it('begin at the newest or the first epoch and stop at both ends', () => {
    const scope = createChartScope()
    press(scope, [1, 2, 3], ['ArrowLeft', 'ArrowLeft'])
    expect(scope.cursor.value).toBe(2)
    press(scope, [1, 2, 3], ['ArrowLeft', 'ArrowLeft'])
    expect(scope.cursor.value).toBe(1)
  })

  it('stay in the part that is shown', () => {
    const scope = createChartScope()
    scope.zoom.value = [2, 3.5]
    press(scope, [1, 2, 3, 4], ['ArrowRight'])
    expect(scope.cursor.value).toBe(2)
    press(scope, [1, 2, 3, 4], ['ArrowRight', 'ArrowRight'])
    expect(scope.cursor.value).toBe(3)
  })

  it('let go of it with Enter, and do nothing where nothing was measured', () => {
    const scope = createChartScope()
    press(scope, [], ['ArrowRight', 'Enter'])
    expect(scope.cursor.value).toBeNull()
    press(scope, [1], ['ArrowRight', 'Enter'])
    expect([scope.cursor.value, scope.isPinned.value]).toEqual([null, false])
  })
})

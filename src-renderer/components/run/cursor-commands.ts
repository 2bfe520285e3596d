import type { Command } from '../../commands/registry.ts'
import type { ChartScope } from '../charts/chart-scope.ts'
import { nearestPlace } from '../charts/pointer.ts'

/** Left and right move the crosshair over the measured places, Enter pins it. */
export function cursorCommands(scope: ChartScope, places: () => readonly number[]): Command[] {
  const move = (by: number): void => {
    const [from, to] = scope.zoom.value ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    const all = places().filter((x) => x >= from && x <= to)
    const now = scope.cursor.value
    const at = now === null ? (by > 0 ? -1 : all.length) : all.indexOf(nearestPlace(all, now) ?? Number.NaN)
    scope.cursor.value = all[Math.min(all.length - 1, Math.max(0, at + by))] ?? null
    // Else the next movement of the pointer would take it away.
    scope.isPinned.value = scope.cursor.value !== null
  }
  const hasPlaces = (): boolean => places().length > 0
  return [
    {
      id: 'run.cursor-left',
      title: 'Crosshair to the left',
      group: 'Run',
      keys: ['ArrowLeft'],
      isEnabled: hasPlaces,
      run: () => move(-1),
    },
    {
      id: 'run.cursor-right',
      title: 'Crosshair to the right',
      group: 'Run',
      keys: ['ArrowRight'],
      isEnabled: hasPlaces,
      run: () => move(1),
    },
    {
      id: 'run.cursor-pin',
      title: 'Pin the crosshair',
      group: 'Run',
      keys: ['Enter'],
      isEnabled: () => scope.cursor.value !== null && !isOnControl(),
      run: () => {
        scope.isPinned.value = !scope.isPinned.value
        if (!scope.isPinned.value) scope.cursor.value = null
      },
    },
  ]
}

/** Where Enter presses what has the focus. */
const isOnControl = (): boolean =>
  Boolean(document.activeElement?.closest('button, a, select, summary, [role="tab"], [role="row"]'))

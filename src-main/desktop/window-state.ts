import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) })
const WindowState = z.object({ bounds: Bounds, isMaximized: z.boolean() })
export type WindowState = z.output<typeof WindowState>
export type Bounds = z.output<typeof Bounds>

/** The state that the last session left; null where there is none or it is damaged: the default is then right. */
export function readWindowState(file: string): WindowState | null {
  try {
    return WindowState.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.tmp`, JSON.stringify(state))
  renameSync(`${file}.tmp`, file)
}

/** Whether enough of the window is on a display that it can be seen and moved. */
export function isReachable(bounds: Bounds, workAreas: readonly Bounds[]): boolean {
  const margin = 100
  return workAreas.some(
    (area) =>
      bounds.x + bounds.width > area.x + margin &&
      bounds.x < area.x + area.width - margin &&
      bounds.y >= area.y &&
      bounds.y < area.y + area.height - margin,
  )
}

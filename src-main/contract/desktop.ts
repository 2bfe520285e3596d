import { z } from 'zod'
import type { ErrorBody, SupervisedTransport } from './wire.ts'

/** One entry of the native menu: a command of the interface's registry. */
export const MenuCommand = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  title: z.string().min(1).max(80),
  /** The menu that it belongs to, e.g. "Run". */
  group: z.string().min(1).max(40),
  /** As Electron writes accelerators, e.g. `CommandOrControl+K`; null where it has none. */
  accelerator: z
    .string()
    .regex(/^(?:(?:CommandOrControl|Alt|Shift)\+){0,3}(?:[!-~]|F\d{1,2}|[A-Z][A-Za-z]{1,11})$/)
    .nullable(),
})
export const MenuCommands = z.array(MenuCommand).max(200)
export type MenuCommand = z.output<typeof MenuCommand>

export const dialogKinds = [
  'dataset-folder',
  'dataset-file',
  'weights-file',
  'logs-folder',
  'logs-file',
  'export-folder',
  'merge-folder',
  'tensorflow-folder',
  'runtime-folder',
] as const
export const DialogKind = z.enum(dialogKinds)
export type DialogKind = z.output<typeof DialogKind>

/** A host on another machine, or behind a tunnel to one. */
export interface HostElsewhere {
  readonly address: string
  readonly machine: string
}

/** What the window offers beyond the way to the host; absent in a browser. */
export interface Desktop extends SupervisedTransport {
  /** Asks with the system's dialog; null where it was closed. Only paths from here or from a drop may be imported. */
  choosePath(kind: DialogKind): Promise<string | null>
  /** The path of a dropped `File`. */
  pathOfDropped(file: unknown): Promise<string | null>
  /** The host elsewhere that this page is on; null: it is on this machine. Dialogs and drops name paths of this machine. */
  readonly host: HostElsewhere | null
  /** Those that a person wanted to find again. */
  keptHosts(): Promise<readonly HostElsewhere[]>
  forgetHost(address: string): void
  /** Leaves for a host elsewhere, whose page comes then; null, or why it cannot be. Without a key, the kept one. */
  attach(host: { address: string; token: string; isKept: boolean }): Promise<ErrorBody | null>
  /** Comes back to this machine. */
  workHere(): Promise<ErrorBody | null>
  /** Builds the native menu from the interface's commands. */
  setMenu(commands: readonly MenuCommand[]): void
  /** A command was chosen in the native menu. */
  onCommand(listener: (id: string) => void): () => void
}

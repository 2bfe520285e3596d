import type { Remedies } from '../contract/remedies.ts'
import type { ErrorBody, Reply } from '../contract/wire.ts'

/** What we send the host and hear from it, over its channel or over its socket. */
export type ClientFrame =
  | { readonly id: number; readonly path: string; readonly input: unknown }
  | { readonly subscribe: string }
  | { readonly unsubscribe: string }
export type HostFrame =
  { readonly id: number; readonly reply: Reply } | { readonly path: string; readonly payload: unknown }

/** How to reach a host that already works on the workspace. */
export interface HostAddress {
  readonly port: number
  readonly token: string
}

/** An open way to a host that is ready. */
export interface HostLink {
  /** Whether the host is ours and ends with us. */
  readonly isOwn: boolean
  send(frame: ClientFrame): void
  onFrame(listener: (frame: HostFrame) => void): void
  /** Resolves with the reason, as a sentence, when the host is gone. */
  readonly ended: Promise<string>
  /** What was mended before it was opened, as a sentence; null where nothing had to be. */
  readonly mended: string | null
  /** Ends our host, or only our connection to another's. */
  close(): Promise<void>
}

/** The host said why it cannot start; `running` where another one has the workspace and can be used instead. */
export interface HostFailure {
  readonly failed: ErrorBody
  readonly running?: HostAddress
  /** What mends the workspace, where its database is damaged. */
  readonly remedies?: Remedies
}

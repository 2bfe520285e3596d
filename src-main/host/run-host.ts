import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mendings, type Mending } from '../contract/remedies.ts'
import { AppError, withHint, type ErrorBody } from '../contract/wire.ts'
import { createConnection } from './connection.ts'
import { createHost, type Host, type HostOptions } from './create-host.ts'
import { readAddress } from './lock.ts'
import { findRemedies, mendWorkspace } from './mend-workspace.ts'
import { defaultWorkspaceFolder, workspaceAt } from './workspace.ts'

/** Runs a host until it is told to stop; `entryFolder` is where the built entry lies, out/main. */
export async function runHost(args: string[], entryFolder: string): Promise<void> {
  let host: Host | null = null
  let isStopping = false
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    void (host?.close() ?? Promise.resolve()).finally(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.on('disconnect', stop)
  process.on('uncaughtExceptionMonitor', (error) => host?.log.write('error', 'The host ends by a bug.', { error }))
  let folder: string | null = null
  try {
    const { workspace, mend, ...rest } = readArguments(args)
    folder = workspace
    const programFolder = join(entryFolder, '..', '..')
    const mended = mend === null ? null : await mendWorkspace(workspace, mend)
    host = await createHost({ ...rest, workspace, programFolder, onShutdown: stop })
    if (mended !== null) host.log.write('warning', mended)
    if (isStopping) return
    serveParent(host, mended)
  } catch (error) {
    fail(error, folder)
  }
}

type Arguments = Pick<HostOptions, 'workspace' | 'port' | 'dataRoot'> & { readonly mend: Mending | null }

function readArguments(args: string[]): Arguments {
  const text = { type: 'string' } as const
  const options = { workspace: text, port: text, 'data-root': text, mend: text }
  let values: { [name in keyof typeof options]?: string | undefined }
  try {
    values = parseArgs({ args, options, allowPositionals: false }).values
  } catch (error) {
    throw new AppError('invalid-input', `${(error as Error).message}.`, {
      hint: 'Usage: node host.cjs --workspace <folder> [--port <number>] [--data-root <folder>]',
    })
  }
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new AppError('invalid-input', `--port must be a whole number in [0, 65535]: got ${values.port}.`)
  }
  const mend = mendings.find((mending) => mending === values.mend) ?? null
  if (mend === null && values.mend !== undefined) {
    throw new AppError('invalid-input', `--mend must be one of ${mendings.join(', ')}: got ${values.mend}.`)
  }
  return { workspace: values.workspace ?? defaultWorkspaceFolder(), port, dataRoot: values['data-root'], mend }
}

/** A parent that was killed is noticed later than it is gone: without the callback, a send in between would end us. */
function tell(message: unknown): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

function serveParent({ dispatch, bus, url, address: { port, token } }: Host, mended: string | null): void {
  if (!process.send) return
  const connection = createConnection(dispatch, bus, tell)
  process.on('message', (frame) => connection.receive(frame))
  tell({ ready: { url, port, token, ...(mended === null ? {} : { mended }) } })
}

/** Tells the parent why, where another host has the workspace how to reach it, and what can be done about a damage. */
function fail(error: unknown, folder: string | null): void {
  const body: ErrorBody =
    error instanceof AppError ? error.body : { code: 'internal', message: (error as Error).stack ?? String(error) }
  process.stderr.write(`${withHint(body)}\n`)
  if (!process.send || !process.connected) process.exit(1)
  const address = body.code === 'conflict' && folder !== null ? readAddress(workspaceAt(folder)) : null
  const running = address && { port: address.port, token: address.token }
  const remedies = folder === null ? null : findRemedies(folder, error)
  const more = { ...(running && { running }), ...(remedies && { remedies }) }
  process.send({ failed: body, ...more }, () => process.exit(1))
}

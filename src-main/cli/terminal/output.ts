import picocolors from 'picocolors'
import type { CliError, CliLine } from '../../contract/cli.ts'
import { AppError, type ErrorBody } from '../../contract/wire.ts'
import { formatLines } from './format.ts'

/** What a command writes to: the process's streams, or a test's. */
export interface OutputStream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

export type Colors = ReturnType<typeof picocolors.createColors>

/** What a command says: text to a person, or JSON to a program, never both. */
export interface Output {
  readonly isJson: boolean
  readonly stream: OutputStream
  readonly isTerminal: boolean
  readonly colors: Colors
  /** A line of text for a person. */
  print(text?: string): void
  /** The one JSON document of a command. */
  document(value: unknown): void
  /** One JSON line of a stream. */
  line(line: CliLine): void
  fail(error: unknown): void
}

export interface OutputOptions {
  readonly isJson: boolean
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
}

export function createOutput({ isJson, stdout, stderr, env }: OutputOptions): Output {
  const isTerminal = stdout.isTTY === true
  const hasColor = (stream: OutputStream): boolean =>
    stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  return {
    isJson,
    stream: stdout,
    isTerminal,
    colors: picocolors.createColors(hasColor(stdout)),
    print(text = '') {
      if (!isJson) stdout.write(`${formatLines(text)}\n`)
    },
    document(value) {
      if (isJson) stdout.write(`${JSON.stringify(value, null, 2)}\n`)
    },
    line(line) {
      if (isJson) stdout.write(`${JSON.stringify(line)}\n`)
    },
    fail(error) {
      const { code, message, hint } = describeError(error)
      if (isJson) {
        const line: CliError = { type: 'error', error: { code, message, ...(hint === undefined ? {} : { hint }) } }
        stdout.write(`${JSON.stringify(line)}\n`)
        return
      }
      const { red, bold } = picocolors.createColors(hasColor(stderr))
      stderr.write(formatLines(`${bold(red('Error:'))} ${message}\n${hint === undefined ? '' : `${hint}\n`}`))
    },
  }
}

function describeError(error: unknown): ErrorBody {
  if (error instanceof AppError) return error.body
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'internal', message, hint: 'This is a bug in Adversarium.' }
}

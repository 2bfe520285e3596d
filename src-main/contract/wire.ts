/** The closed list of error codes; nothing else crosses a process boundary. */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'conflict',
  'unauthorized',
  'cancelled',
  'engine-crashed',
  'no-backend',
  'out-of-memory',
  'not-a-number',
  'database',
  'storage',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** An error as data: what was expected, what came, and (hint) what to do. */
export interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
}

/** An error in one line: what is wrong, then what to do. */
export const withHint = ({ message, hint }: Pick<ErrorBody, 'message' | 'hint'>): string =>
  hint === undefined ? message : `${message} ${hint}`

/** Something a user can meet. `Error` stays for bugs. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(toSentence(message), options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.hint = options.hint === undefined ? undefined : toSentence(options.hint)
  }

  static from(body: ErrorBody): AppError {
    return new AppError(body.code, body.message, { hint: body.hint })
  }

  get body(): ErrorBody {
    return { code: this.code, message: this.message, ...(this.hint === undefined ? {} : { hint: this.hint }) }
  }
}

/** What somebody ended on purpose rejects with. */
export const cancelled = (): AppError => new AppError('cancelled', 'Cancelled before it was done.')

const longest = 1000

/**
 * What is quoted in a message comes out of files and settings: characters that a terminal obeys become their codes,
 * and a text above a thousand characters loses its middle.
 */
function toSentence(text: string): string {
  // No further: a message may quote a whole file.
  const known = text.slice(0, 10 * longest).replaceAll(/[\p{Cc}\u2028\u2029]/gu, codeOf)
  const whole = known.length <= longest ? known : `${known.slice(0, longest - 300)} … ${known.slice(-290)}`
  return whole.toWellFormed()
}

const codeOf = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorBody }

/**
 * What a client needs of the way to the host: Electron IPC, a WebSocket, or a direct call in the same process.
 * `subscribe` returns the function that ends the subscription.
 */
export interface Transport {
  call(path: string, input: unknown): Promise<Reply>
  subscribe(path: string, listener: (payload: unknown) => void): () => void
}

/** lost: the host cannot be reached and calls are refused; the transport keeps trying and says `connected` when it is back. */
export type ConnectionState = 'connecting' | 'connected' | 'lost'

/** A transport whose other end may go away. The listener hears the present state at once, then every change. */
export interface SupervisedTransport extends Transport {
  onConnection(listener: (state: ConnectionState) => void): () => void
}

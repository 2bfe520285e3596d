import { errorCodes } from '../../src-main/contract/wire.ts'

/** What became of one case: nothing to say, a refusal as data, or a sentence that says what is wrong with the program. */
export type Answer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint?: string | undefined }
  | { readonly kind: 'bug'; readonly what: string }

export const taken: Answer = { kind: 'taken' }
export const bug = (what: string): Answer => ({ kind: 'bug', what })

/** A text that stands in files outside of every allowed folder: who shows it has read them. */
export const canary = 'canary-4f1d9c'

/** Codes that no input may lead to: a bug, a statement that SQLite refused, a process that died. */
const neverByInput = ['internal', 'database', 'engine-crashed']

/** What is wrong with an answer; null where it is as it must be. */
export function faultIn(answer: Answer): string | null {
  if (answer.kind === 'taken') return null
  if (answer.kind === 'bug') return answer.what
  const { code, message, hint } = answer
  if (!(errorCodes as readonly string[]).includes(code)) return `the code "${code}" is not on the list`
  if (neverByInput.includes(code)) return `${code}: ${message}`
  return [message, hint ?? 'None.'].map(faultInSentence).find((fault) => fault !== null) ?? null
}

function faultInSentence(text: string): string | null {
  if (typeof text !== 'string' || text.length === 0) return 'there is no message'
  if (text.length > 1100) return `a message of ${text.length} characters`
  if (/\p{Cc}/u.test(text)) return `a message with control characters: ${JSON.stringify(text)}`
  if (!text.isWellFormed()) return 'a message with half a character'
  if (/\bat (?:\S+ \()?(?:file:|node:|\/)\S+:\d+:\d+/.test(text)) return `a stack in a message: ${text}`
  if (/\[object \w+\]/.test(text)) return `an object in a message: ${text}`
  if (text.includes(canary)) return `what lies outside is told: ${text}`
  return null
}

/** Of a reply as it comes out of the host. */
export function answerOf(reply: unknown): Answer {
  const { ok, error } = (reply ?? {}) as { ok?: unknown; error?: { code?: unknown; message?: unknown; hint?: unknown } }
  if (ok === true) return taken
  if (ok !== false || !error) return bug(`a reply that is none: ${JSON.stringify(reply)}`)
  const { code, message, hint } = error
  return {
    kind: 'refused',
    code: String(code),
    message: typeof message === 'string' ? message : '',
    ...(hint === undefined ? {} : { hint: String(hint) }),
  }
}

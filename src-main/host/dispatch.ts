import { AppError, contract, type Call, type Contract, type Handlers, type Reply } from '../contract/index.ts'
import { tellFault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { asDatabaseError } from '../store/database-faults.ts'
import type { Caller } from './caller.ts'
import type { HostContext } from './context.ts'
import { explainInput } from './explain-input.ts'
import { requirePlain } from './plain-input.ts'

/** Answers one call, of a caller that may name any path where none is told. Never throws: all that fails is a reply. */
export type Dispatch = (path: string, input: unknown, caller?: Caller) => Promise<Reply>

export interface DispatchOptions {
  /** Parses replies too: on in tests and development. */
  readonly checksReplies?: boolean
}

export function createDispatch(context: HostContext, handlers: Handlers, options: DispatchOptions = {}): Dispatch {
  return async (path, input, caller) => {
    try {
      const { call, handle } = find(handlers, path)
      requirePlain(input)
      const parsed = call.input.safeParse(input)
      if (!parsed.success) throw explainInput(call.input, input, parsed.error)
      const value = await handle(parsed.data, caller)
      return { ok: true, value: options.checksReplies ? call.output.parse(value) : value }
    } catch (error) {
      const known = asFileFault(asDatabaseError(error, context.store.path))
      if (known instanceof AppError) return { ok: false, error: known.body }
      context.log.write('error', `The call ${String(path).slice(0, 80)} failed.`, { error })
      return { ok: false, error: tellFault('bug-in-call', { logs: context.workspace.logs }) }
    }
  }
}

type Handle = (input: unknown, caller?: Caller) => unknown

/** Only own names of the contract: `__proto__` and `constructor` name nothing. */
function find(handlers: Handlers, path: unknown): { call: Call; handle: Handle } {
  const [namespace = '', name = '', ...rest] = typeof path === 'string' ? path.split('.') : []
  const members = own(contract as Contract, namespace)
  const member = members && own(members, name)
  if (member?.kind !== 'call' || rest.length > 0) {
    throw new AppError('not-found', `There is no call "${String(path).slice(0, 80)}".`, {
      hint: 'Update the program that asked: it and the host are of different versions.',
    })
  }
  const group = handlers[namespace as keyof Handlers] as unknown as Readonly<Record<string, Handle>>
  return { call: member, handle: group[name] as Handle }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

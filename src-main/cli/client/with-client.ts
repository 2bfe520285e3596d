import { programFolder, type CommandContext } from '../command.ts'
import { connect, type Connection } from './connect.ts'

interface Needs {
  /** Whether the command waits for work of the engine: then an own host takes up what is queued. */
  readonly startsQueue: boolean
  readonly dataRoot?: string | undefined
}

/** Runs `work` with a connection to the workspace's host; it is closed afterwards, after an interruption too. */
export async function withClient<T>(
  { workspace, interrupts }: Pick<CommandContext, 'workspace' | 'interrupts'>,
  needs: Needs,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect({ ...needs, workspace, programFolder })
  try {
    return await Promise.race([work(connection), interrupts.stopped])
  } finally {
    await connection.close()
  }
}

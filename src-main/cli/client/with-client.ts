import { connect, type Connection } from './connect.ts'
import { programFolder, type CommandContext } from '../command.ts'

interface Needs {
  /** Whether the command waits for work of the engine: then an own host takes up what is queued. */
  readonly startsQueue: boolean
}

/** Runs `work` with a connection to the workspace's host that is closed afterwards. */
export async function withClient<T>(
  { workspace }: Pick<CommandContext, 'workspace'>,
  { startsQueue }: Needs,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect({ workspace, programFolder, startsQueue })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

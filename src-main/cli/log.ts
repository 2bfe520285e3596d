import type { LogLine } from '../contract/system.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import type { Colors } from './terminal/output.ts'
import { UsageError } from './usage-error.ts'

const mostLines = 10_000

export const log: Register = (program, act) => {
  program
    .command('log [run]')
    .description("the log's newest lines, of one run where it is named: host, engines and window")
    .option('--lines <n>', 'how many at most', '200')
    .action(
      act(async (context, reference: string | undefined, { lines }: { lines: string }) => {
        const limit = Number(lines)
        if (!Number.isInteger(limit) || limit < 1 || limit > mostLines) {
          throw new UsageError(`--lines must be a whole number from 1 to ${mostLines}: got "${lines}".`)
        }
        return withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = reference === undefined ? {} : { run: findRun(await client.runs.list({}), reference).id }
          const found = await client.system.log({ limit, ...run })
          context.output.document(found)
          context.output.print(found.map((line) => formatLogLine(line, context.output.colors)).join('\n'))
        })
      }),
    )
}

function formatLogLine({ at, level, text }: LogLine, { dim, yellow, red }: Colors): string {
  const paint = { debug: dim, info: String, warning: yellow, error: red }[level]
  return `${dim(new Date(at).toISOString())} ${paint(`${level.padEnd(7)} ${text}`)}`
}

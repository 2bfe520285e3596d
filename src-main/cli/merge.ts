import { resolve } from 'node:path'
import { exitCodes } from '../contract/cli.ts'
import { mergeInWords, mergeWords, type MergedRun } from '../contract/index.ts'
import { followTask } from './client/follow-task.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import type { Colors } from './terminal/output.ts'
import { formatTable } from './terminal/table.ts'

export const merge: Register = (program, act) => {
  program
    .command('merge <folder>')
    .description('bring the results of a job array, or the runs of another workspace, into this one')
    .action(
      act(async (context, folder: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { output } = context
          const report = await followTask(client, output, 'merge', (task) =>
            client.elsewhere.merge({ task, folder: resolve(folder) }),
          )
          output.document(report)
          if (report.runs.length > 0) output.print(`${formatRuns(report.runs, output.colors)}\n`)
          output.print(mergeInWords(report.runs))
          return report.runs.some(({ outcome }) => outcome === 'refused') ? exitCodes.failed : exitCodes.done
        }),
      ),
    )
}

const formatRuns = (runs: readonly MergedRun[], colors: Colors): string =>
  formatTable(
    [
      { heading: 'run' },
      { heading: 'id' },
      { heading: 'what' },
      { heading: 'evaluations', align: 'right' },
      { heading: '' },
    ],
    runs.map(({ run, name, outcome, evaluations, reason }) => [
      ...[name, run, outcome === 'refused' ? colors.red(mergeWords[outcome]) : mergeWords[outcome]],
      ...[evaluations === 0 ? '' : String(evaluations), reason ?? ''],
    ]),
    colors,
  )

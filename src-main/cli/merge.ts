import { resolve } from 'node:path'
import { exitCodes } from '../contract/cli.ts'
import type { MergedRun } from '../contract/index.ts'
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
          output.print(summarize(report.runs))
          return report.runs.some(({ outcome }) => outcome === 'refused') ? exitCodes.failed : exitCodes.done
        }),
      ),
    )
}

const words: Readonly<Record<MergedRun['outcome'], string>> = {
  taken: 'taken',
  extended: 'new evaluations',
  known: 'here already',
  unfinished: 'not finished',
  refused: 'refused',
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
      ...[name, run, outcome === 'refused' ? colors.red(words[outcome]) : words[outcome]],
      ...[evaluations === 0 ? '' : String(evaluations), reason ?? ''],
    ]),
    colors,
  )

function summarize(runs: readonly MergedRun[]): string {
  const count = (outcome: MergedRun['outcome']): number => runs.filter((run) => run.outcome === outcome).length
  const told = (['taken', 'extended', 'known', 'unfinished', 'refused'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `${count(outcome)} ${words[outcome]}`)
  return told.length === 0 ? 'There are no runs in it.' : `${told.join(', ')}.`
}

import type { RunDetails } from '../contract/cli.ts'
import { withClient } from './client/with-client.ts'
import { findRun } from './client/run-reference.ts'
import type { Register } from './command.ts'
import { formatComparison } from './terminal/comparison-table.ts'
import { formatBytes, formatDuration, formatParameters, formatTime, formatValue } from './terminal/format.ts'
import { formatBest, formatState, secondsOf } from './terminal/run-table.ts'
import { formatFacts, formatTable } from './terminal/table.ts'
import { formatMethod } from '../contract/method.ts'

export const show: Register = (program, act) => {
  program
    .command('show <run>')
    .description('everything that is known of one run')
    .action(
      act(async ({ output, workspace }, word: string) =>
        withClient({ workspace }, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), word)
          const [events, checkpoints, evaluations, comparison] = await Promise.all([
            client.runs.events({ id: run.id }),
            client.runs.checkpoints({ id: run.id }),
            client.evaluations.list({ runs: [run.id] }),
            client.evaluations.compare({ runs: [run.id] }),
          ])
          output.document({ ...run, events, checkpoints, evaluations } satisfies RunDetails)
          const seconds = secondsOf(run)
          output.print(
            formatFacts(
              [
                ['run', `${run.id} (${run.name})`],
                ['state', `${formatState(run, output.colors)}${run.reason === null ? '' : `: ${run.reason}`}`],
                ['architecture', formatMethod(run.config.architecture)],
                ['objective', formatMethod(run.config.objective)],
                ['dataset', formatMethod(run.config.dataset)],
                ['epochs', `${run.epoch} of ${run.config.epochs}, step ${run.step}`],
                ['parameters', run.parameters === null ? null : formatParameters(run.parameters)],
                ['best validation', formatBest(run)],
                ['time', seconds === null ? null : formatDuration(seconds)],
                ['resumable', run.isResumable ? `adversarium resume ${run.id}` : null],
              ],
              output.colors,
            ),
          )
          const latest = Object.entries(run.latest).map(([name, value]) => [name, formatValue(value)] as const)
          output.print(`\n${formatFacts(latest, output.colors)}`)
          if (checkpoints.length > 0) {
            const rows = checkpoints.map(({ kind, epoch, bytes, path }) => [
              kind,
              String(epoch),
              formatBytes(bytes),
              path,
            ])
            const columns = ['checkpoint', 'epoch', 'size', 'file'].map((heading) => ({ heading }))
            output.print(`\n${formatTable(columns, rows, output.colors)}`)
          }
          output.print(`\n${events.map(({ at, message }) => `${formatTime(at)}  ${message}`).join('\n')}`)
          output.print(`\n${formatComparison(comparison, output.colors)}`)
        }),
      ),
    )
}
